package reactor.valkka.benchmarks.browser;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * What was measured.
 *
 * @param viewers how many
 * @param cameras that they were spread over
 * @param seconds measured
 * @param cores processor time of the server's process per second
 * @param millisPerViewer the same, for each viewer: milliseconds a second
 * @param megabytes memory that the server's process pays for
 * @param units that came to all viewers together
 * @param expected units that all viewers together should get
 * @param silent viewers who got nothing
 * @param unitsPerSecond that came to all viewers together
 * @param megabitsPerSecond that came to all viewers together
 * @param gaps units missing between others, as the viewers see it
 * @param skipped units that the server did not send to slow viewers, as it says itself
 * @param lost the larger one of both: what was skipped is a gap when its viewer goes on
 * @param p50Millis from a unit's being made to a viewer that has read all of it
 * @param p99Millis the same
 * @param p999Millis the same
 */
record BrowserFigures(
        int viewers,
        int cameras,
        double seconds,
        double cores,
        double millisPerViewer,
        double megabytes,
        long units,
        long expected,
        int silent,
        double unitsPerSecond,
        double megabitsPerSecond,
        long gaps,
        long skipped,
        long lost,
        double p50Millis,
        double p99Millis,
        double p999Millis) {
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double BITS_PER_BYTE = 8;
    private static final double MEGA = 1e6;
    private static final double MEBI = 1 << 20;
    private static final double UNITS_LEAST = 0.99;

    static BrowserFigures of(
            int viewers,
            int cameras,
            double seconds,
            double cpuMillis,
            long pssBytes,
            long skipped,
            BrowserStatus status) {
        return new BrowserFigures(
                viewers,
                cameras,
                seconds,
                cpuMillis / seconds / MILLIS_PER_SECOND,
                cpuMillis / seconds / viewers,
                pssBytes / MEBI,
                status.units(),
                Math.round(viewers * seconds * BrowserCameras.UNITS_PER_SECOND),
                status.silent(),
                status.units() / seconds,
                status.bytes() * BITS_PER_BYTE / MEGA / seconds,
                status.gaps(),
                skipped,
                Math.max(status.gaps(), skipped),
                status.p50Nanos() / NANOS_PER_MILLI,
                status.p99Nanos() / NANOS_PER_MILLI,
                status.p999Nanos() / NANOS_PER_MILLI);
    }

    /** What the viewers should have got and did not; null if all is well. */
    @Nullable
    String complaint() {
        if (units < UNITS_LEAST * expected) {
            return String.format(
                    Locale.ROOT,
                    "%d viewers got %d of %d units (%d a second each for %.1f s), which is less"
                            + " than %.0f %%",
                    viewers,
                    units,
                    expected,
                    BrowserCameras.UNITS_PER_SECOND,
                    seconds,
                    100 * UNITS_LEAST);
        }
        if (silent > 0) {
            return silent + " of " + viewers + " viewers got nothing";
        }
        return lost == 0 ? null : "the viewers lost " + lost + " units";
    }

    String lastLine() {
        return String.format(
                Locale.ROOT,
                "browser: viewers %d, cores %.2f, ms/s per viewer %.3f, lost %d, p99 %.1f ms",
                viewers,
                cores,
                millisPerViewer,
                lost,
                p99Millis);
    }
}
