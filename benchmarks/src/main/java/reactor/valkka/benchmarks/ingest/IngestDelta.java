package reactor.valkka.benchmarks.ingest;

import org.jspecify.annotations.Nullable;

/**
 * What came between two looks at a program; NaN where it says nothing.
 *
 * @param cameras that have sent anything meanwhile
 * @param units received
 * @param bytes of their data
 * @param lostUnits missing or not whole, from the beginning on
 * @param p50Millis from the camera's write to the subscriber; so are the others
 * @param p99Millis one in a hundred took longer
 * @param p999Millis one in a thousand took longer
 */
record IngestDelta(
        int cameras,
        double units,
        double bytes,
        long lostUnits,
        double p50Millis,
        double p99Millis,
        double p999Millis) {

    private static final double NANOS_PER_MILLI = 1e6;

    static IngestDelta of(@Nullable IngestStatus before, @Nullable IngestStatus now) {
        if (before == null || now == null) {
            double none = Double.NaN;
            return new IngestDelta(0, none, none, 0, none, none, none);
        }
        return new IngestDelta(
                now.cameras(),
                now.units() - before.units(),
                now.bytes() - before.bytes(),
                now.lostUnits(),
                millis(now.p50Nanos()),
                millis(now.p99Nanos()),
                millis(now.p999Nanos()));
    }

    private static double millis(long nanos) {
        return nanos == 0 ? Double.NaN : nanos / NANOS_PER_MILLI;
    }
}
