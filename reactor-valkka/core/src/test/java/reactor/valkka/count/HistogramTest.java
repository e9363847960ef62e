package reactor.valkka.count;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;

class HistogramTest {
    private static final long MILLI = 1_000_000;

    @Test
    void bucketsFollowEachOtherWithoutGapOrOverlap() {
        for (int bucket = 0; bucket < Histogram.BUCKETS - 1; bucket++) {
            long last = Histogram.lastNanos(bucket);
            assertThat(Histogram.bucket(last)).isEqualTo(bucket);
            assertThat(Histogram.bucket(last + 1)).isEqualTo(bucket + 1);
        }
        assertThat(Histogram.bucket(0)).isZero();
        assertThat(Histogram.bucket(Long.MAX_VALUE)).isEqualTo(Histogram.BUCKETS - 1);
        assertThat(Histogram.lastNanos(Histogram.BUCKETS - 1)).isEqualTo((1L << 41) - 1);
    }

    @Test
    void quantilesAreNeverBelowTheTruthAndAtMostAnEighthAboveIt() {
        SplittableRandom random = new SplittableRandom(42);
        long[] nanos = LongStream.generate(() -> 1_024 + (long) Math.exp(random.nextDouble(7, 24)))
                .limit(10_000)
                .sorted()
                .toArray();
        Histogram histogram = new Histogram();
        LongStream.of(nanos).forEach(histogram::record);
        Durations durations = histogram.snapshot();
        for (double share : new double[] {0.001, 0.1, 0.5, 0.9, 0.99, 0.999}) {
            long truth = nanos[(int) Math.ceil(share * nanos.length) - 1];
            assertThat(durations.quantileNanos(share)).isBetween(truth, truth + truth / 8 + 1);
        }
        assertThat(durations.maxNanos()).isEqualTo(nanos[nanos.length - 1]);
        assertThat(durations.quantileNanos(1)).isEqualTo(nanos[nanos.length - 1]);
    }

    @Test
    void nothingMeasuredIsZeroAndNegativeIsToo() {
        Histogram histogram = new Histogram();
        assertThat(histogram.snapshot().p99Nanos()).isZero();
        histogram.record(-5);
        assertThat(histogram.snapshot().count()).isOne();
        assertThat(histogram.snapshot().maxNanos()).isZero();
    }

    @Test
    void whatCameSinceAnEarlierReadingStandsAlone() {
        Histogram histogram = new Histogram();
        histogram.record(500 * MILLI);
        Durations before = histogram.snapshot();
        LongStream.range(0, 9).forEach(i -> histogram.record(2 * MILLI));
        Durations since = histogram.snapshot().since(before);
        assertThat(since.count()).isEqualTo(9);
        assertThat(since.maxNanos()).isBetween(2 * MILLI, 2 * MILLI + MILLI / 4);
        assertThat(histogram.snapshot().since(histogram.snapshot()).maxNanos()).isZero();
    }

    @Test
    void thoseOfTwoStreamsCanBeTakenTogether() {
        Histogram door = new Histogram();
        Histogram yard = new Histogram();
        door.record(MILLI);
        yard.record(9 * MILLI);
        Durations both = door.snapshot().plus(yard.snapshot()).plus(Durations.NONE);
        assertThat(both.count()).isEqualTo(2);
        assertThat(both.p50Nanos()).isBetween(MILLI, MILLI + MILLI / 8);
        assertThat(both.maxNanos()).isEqualTo(9 * MILLI);
    }

    @Test
    void threadsThatRecordAtOnceLoseNothing() {
        Histogram histogram = new Histogram();
        Runnable writer = () -> LongStream.range(0, 100_000).forEach(histogram::record);
        CompletableFuture<Void> other = CompletableFuture.runAsync(writer);
        writer.run();
        other.join();
        assertThat(histogram.snapshot().count()).isEqualTo(200_000);
        assertThat(histogram.snapshot().maxNanos()).isEqualTo(99_999);
    }

    @Test
    void saysItselfInMilliseconds() {
        Histogram histogram = new Histogram();
        histogram.record(3 * MILLI);
        assertThat(histogram.snapshot())
                .hasToString("1 in all, p50 3.00 ms, p99 3.00 ms, p99.9 3.00 ms, max 3.00 ms");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.NONE.quantileNanos(99))
                .withMessageContaining("99.0");
    }
}
