package reactor.valkka.benchmarks.browser;

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
 * @param unitsPerSecond that came to all viewers together
 * @param megabitsPerSecond that came to all viewers together
 * @param lost units missing between others
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
        double unitsPerSecond,
        double megabitsPerSecond,
        long lost,
        double p50Millis,
        double p99Millis,
        double p999Millis) {
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double BITS_PER_BYTE = 8;
    private static final double MEGA = 1e6;
    private static final double MEBI = 1 << 20;

    static BrowserFigures of(
            int viewers,
            int cameras,
            double seconds,
            double cpuMillis,
            long pssBytes,
            BrowserStatus status) {
        return new BrowserFigures(
                viewers,
                cameras,
                seconds,
                cpuMillis / seconds / MILLIS_PER_SECOND,
                cpuMillis / seconds / viewers,
                pssBytes / MEBI,
                status.units() / seconds,
                status.bytes() * BITS_PER_BYTE / MEGA / seconds,
                status.lost(),
                status.p50Nanos() / NANOS_PER_MILLI,
                status.p99Nanos() / NANOS_PER_MILLI,
                status.p999Nanos() / NANOS_PER_MILLI);
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
