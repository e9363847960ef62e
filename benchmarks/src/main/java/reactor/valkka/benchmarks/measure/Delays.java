package reactor.valkka.benchmarks.measure;

import java.util.Arrays;

/**
 * How often which delay was seen, in classes that are a thirty-second part of a power of two wide:
 * a figure is at most 3 % too high. Not thread-safe.
 */
public final class Delays {

    private static final int PARTS_BITS = 5;
    private static final int PARTS = 1 << PARTS_BITS;
    private static final int CLASSES = (Long.SIZE - PARTS_BITS) * PARTS;

    private final long[] counts = new long[CLASSES];

    public void add(long nanos) {
        counts[classOf(Math.max(0, nanos))]++;
    }

    public void addAll(Delays others) {
        for (int i = 0; i < CLASSES; i++) {
            counts[i] += others.counts[i];
        }
    }

    public void clear() {
        Arrays.fill(counts, 0);
    }

    /** The delay that this part of all does not exceed; 0 if there is none. */
    public long nanos(double part) {
        long total = Arrays.stream(counts).sum();
        long rank = (long) Math.ceil(part * total);
        long seen = 0;
        for (int i = 0; i < CLASSES && total > 0; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return highest(i);
            }
        }
        return 0;
    }

    private static int classOf(long nanos) {
        if (nanos < PARTS) {
            return (int) nanos;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - PARTS_BITS;
        return (shift << PARTS_BITS) + (int) (nanos >>> shift);
    }

    private static long highest(int index) {
        if (index < 2 * PARTS) {
            return index;
        }
        int shift = (index >> PARTS_BITS) - 1;
        return ((index - ((long) shift << PARTS_BITS) + 1) << shift) - 1;
    }
}
