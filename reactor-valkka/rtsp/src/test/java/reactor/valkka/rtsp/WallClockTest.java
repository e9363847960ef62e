package reactor.valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

class WallClockTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private long nanos = 17;
    private int reads;

    private long tick() {
        nanos += 10;
        return nanos;
    }

    private Instant epoch() {
        return Instant.ofEpochSecond(0, 1_000 * SECOND + nanos);
    }

    @Test
    void isReadAtOneMoment() {
        long difference = WallClock.epochMinusMonotonicNanos(this::epoch, this::tick);
        assertThat(difference).isEqualTo(1_000 * SECOND - 5);
    }

    @Test
    void aPauseBetweenTheClocksIsNotTakenForADifference() {
        long difference = WallClock.epochMinusMonotonicNanos(
                () -> {
                    Instant read = epoch();
                    nanos += reads++ < 2 ? 3 * SECOND : 0;
                    return read;
                },
                this::tick);
        assertThat(reads).isEqualTo(3);
        assertThat(difference).isEqualTo(1_000 * SECOND - 5);
    }

    @Test
    void theShortestOfSomePausesCounts() {
        long[] pauses = {5 * SECOND, 4 * SECOND, SECOND, 2 * SECOND, 6 * SECOND};
        long difference = WallClock.epochMinusMonotonicNanos(
                () -> {
                    Instant read = epoch();
                    nanos += pauses[reads++];
                    return read;
                },
                this::tick);
        assertThat(reads).isEqualTo(pauses.length);
        assertThat(difference).isEqualTo(1_000 * SECOND - SECOND / 2 - 5);
    }
}
