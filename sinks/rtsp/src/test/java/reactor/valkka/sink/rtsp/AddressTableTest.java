package reactor.valkka.sink.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

class AddressTableTest {
    private static final String ADDRESS = "192.0.2.7";

    private final AddressTable table =
            new AddressTable(RtspServerLimits.DEFAULT.requestsPerSecond(10));

    private final List<AddressTable.Newcomer> gone = new ArrayList<>();

    private final class Visitor implements AddressTable.Newcomer {
        @Override
        public void makeRoom() {
            gone.add(this);
        }
    }

    @Test
    void whoAsksTooOftenWaitsBeforeTheFirstRequestOfHisNextConnectionToo() {
        assertThat(table.waitNanos(ADDRESS, 0)).isZero();
        for (int asked = 0; asked < 20; asked++) {
            assertThat(table.request(ADDRESS, 0)).isZero();
        }
        assertThat(table.request(ADDRESS, 0)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(100));

        assertThat(table.waitNanos(ADDRESS, 0)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
        assertThat(table.waitNanos("192.0.2.8", 0)).isZero();
    }

    @Test
    void whoCrowdsTheDoorMakesRoomAndNobodyElse() {
        AddressTable small = new AddressTable(RtspServerLimits.DEFAULT.newcomers(3));
        AddressTable.Newcomer[] crowd = new AddressTable.Newcomer[4];
        Arrays.setAll(crowd, number -> new Visitor());
        AddressTable.Newcomer guest = new Visitor();

        assertThat(small.connect("192.0.2.8", guest, 0)).isTrue();
        assertThat(small.connect(ADDRESS, crowd[0], 0)).isTrue();
        assertThat(small.connect(ADDRESS, crowd[1], 0)).isTrue();
        assertThat(gone).isEmpty();
        assertThat(small.connect(ADDRESS, crowd[2], 0)).isTrue();
        assertThat(small.connect(ADDRESS, crowd[3], 0)).isTrue();
        assertThat(gone).containsExactly(crowd[0], crowd[1]);

        small.settled(crowd[2]);
        assertThat(small.connect("192.0.2.9", new Visitor(), 0)).isTrue();
        assertThat(gone).hasSize(2);
        assertThat(small.connect("192.0.2.10", new Visitor(), 0)).isTrue();
        assertThat(gone).containsExactly(crowd[0], crowd[1], guest);
    }

    /** Whoever sees that a connection is counted may connect next, and be taken in by another. */
    @Test
    void whoIsCountedIsOlderThanWhoeverConnectsNext() {
        AddressTable small = new AddressTable(RtspServerLimits.DEFAULT.newcomers(1));
        AddressTable.Newcomer first = new Visitor();

        assertThat(small.connect(ADDRESS, first, 0)).isTrue();
        assertThat(small.connections()).isEqualTo(1);
        assertThat(small.connect(ADDRESS, new Visitor(), 0)).isTrue();

        assertThat(gone).containsExactly(first);
    }

    @Test
    void forWhomThereIsNoRoomNobodyHasToGo() {
        AddressTable full =
                new AddressTable(RtspServerLimits.DEFAULT.newcomers(1).connectionsPerAddress(1));

        assertThat(full.connect(ADDRESS, new Visitor(), 0)).isTrue();
        assertThat(full.connect(ADDRESS, new Visitor(), 0)).isFalse();

        assertThat(gone).isEmpty();
        assertThat(full.connections()).isEqualTo(1);
    }

    @Test
    void howeverOftenOneAsksItsNeighboursWaitForTwoSecondsAtMost() {
        long wait = 0;
        for (int asked = 0; asked < 10_000; asked++) {
            wait = table.request(ADDRESS, 0);
        }

        assertThat(wait).isEqualTo(TimeUnit.SECONDS.toNanos(2));
        assertThat(table.waitNanos(ADDRESS, TimeUnit.SECONDS.toNanos(2))).isZero();
    }
}
