package reactor.valkka.benchmarks.measure;

import java.util.stream.DoubleStream;

/** The value in the middle of some. */
public final class Median {

    private Median() {}

    /** The mean of the two in the middle where their number is even; not a number of none. */
    public static double of(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
