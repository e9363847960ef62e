package reactor.valkka.benchmarks.soak;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What came of it.
 *
 * @param cameras how many
 * @param minutes how long
 * @param unitsPerSecond of all cameras
 * @param visits of viewers and readers
 * @param cores processor time of the process that is watched
 * @param residentMegabytes in the end
 * @param slopeMegabytes by which memory grew in an hour, by the line that fits best
 * @param slopeMinutes for which that was measured
 * @param leaks what did not come back
 * @param stuck cameras, recordings, analyses, viewers and readers that showed nothing
 * @param ended those of them that were over before they should
 */
record SoakFigures(
        int cameras,
        double minutes,
        double unitsPerSecond,
        long visits,
        double cores,
        double residentMegabytes,
        double slopeMegabytes,
        double slopeMinutes,
        Leaks leaks,
        int stuck,
        int ended) {

    private static final double SLOPE_MOST = 5;

    /** Before, a process still grows into its size. */
    private static final double SLOPE_MINUTES_LEAST = 30;

    /** What is not as it should be; null if all is. */
    @Nullable
    String complaint() {
        List<String> complaints = new ArrayList<>();
        if (slopeMinutes >= SLOPE_MINUTES_LEAST && slopeMegabytes > SLOPE_MOST) {
            complaints.add(String.format(
                    Locale.ROOT,
                    "memory should grow by at most %.0f MB an hour, it grew by %.1f",
                    SLOPE_MOST,
                    slopeMegabytes));
        }
        if (leaks.sum() > 0 || stuck > 0 || ended > 0) {
            complaints.add(leaks.sum() + " slots, sockets and threads did not come back; of"
                    + " cameras, recordings, analyses, viewers and readers " + stuck
                    + " showed nothing for too long and " + ended + " ended by themselves");
        }
        return complaints.isEmpty() ? null : String.join("; ", complaints);
    }

    String details() {
        return String.format(
                Locale.ROOT,
                "  %d cameras, %.0f units a second, %d visits, %.3f cores, RSS %.0f MB; leaked:"
                        + " slots %d, sockets %d, threads %d; ended before they should %d",
                cameras,
                unitsPerSecond,
                visits,
                cores,
                residentMegabytes,
                leaks.slots(),
                leaks.sockets(),
                leaks.threads(),
                ended);
    }

    /** The line with the figures. */
    String summary() {
        return String.format(
                Locale.ROOT,
                "soak: minutes %.1f, rss slope %.1f MB per hour, leaked %d, stuck %d",
                minutes,
                slopeMegabytes,
                leaks.sum(),
                stuck);
    }
}
