package reactor.valkka.sink.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

class AddressTableTest {
    private static final String ADDRESS = "192.0.2.7";

    private final AddressTable table =
            new AddressTable(RtspServerLimits.DEFAULT.requestsPerSecond(10));

    private static final class Visitor implements AddressTable.Newcomer {
        @Override
        public void makeRoom() {}
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

        assertThat(small.arrived("192.0.2.8", guest, 0)).isNull();
        assertThat(small.arrived(ADDRESS, crowd[0], 0)).isNull();
        assertThat(small.arrived(ADDRESS, crowd[1], 0)).isNull();
        assertThat(small.arrived(ADDRESS, crowd[2], 0)).isSameAs(crowd[0]);
        assertThat(small.arrived(ADDRESS, crowd[3], 0)).isSameAs(crowd[1]);

        small.settled(crowd[2]);
        assertThat(small.arrived("192.0.2.9", new Visitor(), 0)).isNull();
        assertThat(small.arrived("192.0.2.10", new Visitor(), 0)).isSameAs(guest);
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
