package reactor.valkka.test;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Faults by a seed, in virtual time. */
class LossyLinkTest {

    private static final int PACKETS = 2_000;

    private final List<Integer> came = new ArrayList<>();

    /** Sends packets with numbers, one each millisecond. */
    private LossyLink send(Faults faults) {
        LossyLink link = new LossyLink(faults, packet -> came.add(packet.getInt(0)));
        for (int i = 0; i < PACKETS; i++) {
            link.packet(ByteBuffer.allocate(4).putInt(0, i), TimeUnit.MILLISECONDS.toNanos(i));
        }
        link.flush();
        return link;
    }

    private static List<Integer> all() {
        return IntStream.range(0, PACKETS).boxed().toList();
    }

    @Test
    void changesNothingWithoutFaults() {
        send(Faults.none());
        assertThat(came).isEqualTo(all());
    }

    @Test
    void losesAboutAsManyAsItShould() {
        LossyLink link = send(Faults.seeded(1).loss(0.1));
        assertThat(link.lost()).isBetween(150L, 250L);
        assertThat(came).hasSize(PACKETS - (int) link.lost()).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void losesInBursts() {
        LossyLink link = send(Faults.seeded(2).loss(0.01, 5));
        assertThat(link.lost() % 5).isZero();
        assertThat(link.lost()).isPositive();
    }

    @Test
    void deliversTwice() {
        LossyLink link = send(Faults.seeded(3).duplicates(0.1));
        assertThat(came).hasSize(PACKETS + (int) link.duplicated()).containsAll(all());
    }

    @Test
    void reordersNoFurtherThanItShould() {
        LossyLink link = send(Faults.seeded(4).reordering(0.1, 3));
        assertThat(link.postponed()).isPositive();
        assertThat(came).containsExactlyInAnyOrderElementsOf(all()).isNotEqualTo(all());
        for (int i = 0; i < came.size(); i++) {
            assertThat(Math.abs(came.get(i) - i)).isLessThan(20);
        }
    }

    @Test
    void delaysUntilItsTimeHasCome() {
        Faults late = Faults.seeded(5).delays(1, Duration.ofMillis(30));
        LossyLink link = new LossyLink(late, packet -> came.add(packet.getInt(0)));
        link.packet(ByteBuffer.allocate(4), 0);
        long wake = link.wakeNanos();
        assertThat(wake).isBetween(0L, TimeUnit.MILLISECONDS.toNanos(30));
        link.onTime(wake - 1);
        assertThat(came).isEmpty();
        link.onTime(wake);
        assertThat(came).containsExactly(0);
        assertThat(link.wakeNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void holdsNoMoreThanItsBound() {
        Faults late = Faults.seeded(6).delays(1, Duration.ofHours(1));
        LossyLink link = new LossyLink(late, packet -> came.add(packet.getInt(0)));
        for (int i = 0; i < LossyLink.HELD_MAX + 10; i++) {
            link.packet(ByteBuffer.allocate(4).putInt(0, i), 0);
        }
        assertThat(came.size()).isGreaterThanOrEqualTo(10);
    }

    @Test
    void doesTheSameBySeed() {
        Faults faults = Faults.seeded(7).loss(0.05).duplicates(0.05).reordering(0.1, 8);
        send(faults);
        List<Integer> first = List.copyOf(came);
        came.clear();
        send(faults);
        assertThat(came).isEqualTo(first);
        came.clear();
        send(faults.seed(8));
        assertThat(came).isNotEqualTo(first);
    }
}
