package reactor.valkka.count;

import java.util.Locale;

/**
 * How long something took, as often as it was measured: how many there were, and what all but a few
 * of them stayed below.
 *
 * <p><b>Shape:</b> a value; it does not change when more is measured. <b>Threads:</b> safe for all.
 * <b>Units:</b> nanoseconds. Quantiles are never below the truth and at most an eighth above it;
 * the longest is exact, except after {@link #since}.
 */
public final class Durations {
    /** Nothing was measured. */
    public static final Durations NONE = new Durations(new int[Histogram.BUCKETS], 0);

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MIDDLE = 0.5;
    private static final double NINETY_NINE = 0.99;
    private static final double ALL_BUT_ONE_IN_1000 = 0.999;

    private final int[] counts;
    private final long count;
    private final long maxNanos;

    /** Takes the counts over. */
    Durations(int[] counts, long maxNanos) {
        this.counts = counts;
        this.maxNanos = maxNanos;
        long sum = 0;
        for (int bucket : counts) {
            sum += Integer.toUnsignedLong(bucket);
        }
        count = sum;
    }

    /** How many there were. */
    public long count() {
        return count;
    }

    /**
     * What so much of them stayed below or reached; 0 where there were none.
     *
     * @param share of all, from 0 to 1, as 0.99 for all but one in a hundred
     */
    public long quantileNanos(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("A share is between 0 and 1, got " + share);
        }
        long wanted = Math.max(1, (long) Math.ceil(share * count));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += Integer.toUnsignedLong(counts[i]);
            if (seen >= wanted) {
                return Math.min(maxNanos, Histogram.lastNanos(i));
            }
        }
        return maxNanos;
    }

    /** What half of them stayed below or reached. */
    public long p50Nanos() {
        return quantileNanos(MIDDLE);
    }

    /** What all but one in a hundred stayed below or reached. */
    public long p99Nanos() {
        return quantileNanos(NINETY_NINE);
    }

    /** What all but one in a thousand stayed below or reached. */
    public long p999Nanos() {
        return quantileNanos(ALL_BUT_ONE_IN_1000);
    }

    /** The longest; 0 where there were none. */
    public long maxNanos() {
        return maxNanos;
    }

    /** Those that were measured between an earlier reading of the same and this one. */
    public Durations since(Durations earlier) {
        int[] later = new int[counts.length];
        int longest = -1;
        for (int i = 0; i < counts.length; i++) {
            later[i] = counts[i] - earlier.counts[i];
            longest = later[i] != 0 ? i : longest;
        }
        long max = longest < 0 ? 0 : Math.min(maxNanos, Histogram.lastNanos(longest));
        return new Durations(later, max);
    }

    /** These and those of another, as of all cameras together. */
    public Durations plus(Durations others) {
        int[] sum = new int[counts.length];
        for (int i = 0; i < counts.length; i++) {
            sum[i] = counts[i] + others.counts[i];
        }
        return new Durations(sum, Math.max(maxNanos, others.maxNanos));
    }

    /** Number, quantiles and the longest, in milliseconds, for logs. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d in all, p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms, max %.2f ms",
                count,
                p50Nanos() / NANOS_PER_MILLI,
                p99Nanos() / NANOS_PER_MILLI,
                p999Nanos() / NANOS_PER_MILLI,
                maxNanos / NANOS_PER_MILLI);
    }
}
