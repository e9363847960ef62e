package reactor.valkka.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.concurrent.TimeUnit;

final class InterarrivalJitterTest {

    private final InterarrivalJitter jitter = new InterarrivalJitter(90_000);

    private int after(int timestamp, long arrivalMillis) {
        jitter.packet(timestamp, TimeUnit.MILLISECONDS.toNanos(arrivalMillis));
        return jitter.ticks();
    }

    /**
     * By hand, at 25 frames a second (3 600 ticks, 40 ms) and 90 ticks a millisecond, sixteenfold:
     *
     * <pre>
     * arrival  timestamp  transit  |D|  16 J                                J
     *    0 ms       0        0      -   0                                   0
     *   44 ms    3600      360    360   0 + 360 - ((0 + 8) / 16 = 0)   360  22
     *   84 ms    7200      360      0   360 + 0 - (368 / 16 = 23)      337  21
     *  120 ms   10800        0    360   337 + 360 - (345 / 16 = 21)    676  42
     *  160 ms   14400        0      0   676 + 0 - (684 / 16 = 42)      634  39
     * </pre>
     */
    @Test
    void isTheFigureCalculatedByHand() {
        assertThat(after(0, 0)).isZero();
        assertThat(after(3_600, 44)).isEqualTo(22);
        assertThat(after(7_200, 84)).isEqualTo(21);
        assertThat(after(10_800, 120)).isEqualTo(42);
        assertThat(after(14_400, 160)).isEqualTo(39);
    }

    @Test
    void packetsThatComeAsTheirClockSaysHaveNone() {
        for (int i = 0; i < 100; i++) {
            assertThat(after(i * 3_600, 7_000 + 40L * i)).isZero();
        }
    }

    @Test
    void settlesAtTheMeanDifference() {
        for (int i = 0; i < 1_000; i++) {
            after(i * 3_600, 40L * i + (i & 1) * 5);
        }
        assertThat(jitter.ticks()).isBetween(449, 450);
    }

    @Test
    void timestampsThatWrapAreNoJitter() {
        int start = -7_200;
        for (int i = 0; i < 5; i++) {
            assertThat(after(start + i * 3_600, 40L * i)).isZero();
        }
    }

    @Test
    void anyClockOfArrivalWillDo() {
        for (long start : new long[] {Long.MIN_VALUE / 2, -1, Long.MAX_VALUE / 2}) {
            InterarrivalJitter fresh = new InterarrivalJitter(90_000);
            for (int i = 0; i < 10; i++) {
                fresh.packet(i * 3_600, start + TimeUnit.MILLISECONDS.toNanos(40L * i));
            }
            assertThat(fresh.ticks()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void theLargestStepDoesNotOverflow() {
        for (int i = 0; i < 1_000; i++) {
            after((i & 1) * Integer.MIN_VALUE, 0);
        }
        assertThat(Integer.toUnsignedLong(jitter.ticks())).isBetween(2_147_000_000L, 1L << 31);
    }
}
