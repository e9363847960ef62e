package reactor.valkka.count;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts durations by their length, in 1 KiB, without a lock and without garbage.
 *
 * <pre>
 *  nanoseconds    0 … 1023   1024 … 2047   2048 … 4095   …   2^40 … 2^41 − 1 (36 minutes)
 *  buckets             8             8             8     …        8
 *  wide              128           128           256     …     2^37
 * </pre>
 *
 * <p>So a duration is known to within an eighth of itself. <b>Threads:</b> any may record and read.
 */
final class Histogram {
    static final int BUCKETS = 256;

    private static final int FINEST_BITS = 7;
    private static final int SUB_BITS = 3;
    private static final int SUB_BUCKETS = 1 << SUB_BITS;

    private final AtomicIntegerArray counts = new AtomicIntegerArray(BUCKETS);
    private final AtomicLong max = new AtomicLong();

    /** Counts a duration; one below zero, as of clocks that are not ours, is zero. */
    void record(long nanos) {
        long duration = Math.max(0, nanos);
        counts.getAndIncrement(bucket(duration));
        if (duration > max.get()) {
            max.accumulateAndGet(duration, Math::max);
        }
    }

    Durations snapshot() {
        int[] copy = new int[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) {
            copy[i] = counts.get(i);
        }
        return new Durations(copy, max.get());
    }

    /** Where a duration is counted; what is longer than all of them in the last bucket. */
    static int bucket(long nanos) {
        long finest = nanos >>> FINEST_BITS;
        if (finest < SUB_BUCKETS) {
            return (int) finest;
        }
        int shift = Long.SIZE - 1 - SUB_BITS - Long.numberOfLeadingZeros(finest);
        int sub = (int) (finest >>> shift) & SUB_BUCKETS - 1;
        return Math.min(BUCKETS - 1, (shift + 1) * SUB_BUCKETS + sub);
    }

    /** The longest duration that a bucket counts. */
    static long lastNanos(int bucket) {
        if (bucket < SUB_BUCKETS) {
            return (bucket + 1L << FINEST_BITS) - 1;
        }
        int shift = bucket / SUB_BUCKETS - 1;
        long sub = SUB_BUCKETS + bucket % SUB_BUCKETS;
        return (sub + 1 << shift + FINEST_BITS) - 1;
    }
}
