package reactor.valkka.benchmarks.analyse;

import org.jspecify.annotations.Nullable;

import reactor.valkka.benchmarks.farm.FarmStatus;
import reactor.valkka.benchmarks.farm.Window;
import reactor.valkka.benchmarks.measure.LiveTable;
import reactor.valkka.benchmarks.measure.MeasureOptions;

import java.util.Locale;
import java.util.function.Consumer;

/**
 * What one program needed for so many cameras.
 *
 * @param program its name
 * @param wanted cameras there should be
 * @param counted cameras that gave at least 0.99 pictures a period; for a program that does not
 *     say, those that still played to it in the end
 * @param seconds measured
 * @param userMillis processor time outside of the kernel, of the program's processes alone
 * @param systemMillis processor time in the kernel
 * @param picturesPerSecond of all cameras; NaN where the program does not say
 * @param wrong pictures that were not what the camera showed
 * @param late pictures that came too long after the one before of their camera, see {@link
 *     AnalysedPictures}
 * @param pssBytes memory of the processes
 * @param farmCores what the cameras themselves took
 * @param farm what they did
 */
record AnalyseFigures(
        String program,
        int wanted,
        int counted,
        double seconds,
        double userMillis,
        double systemMillis,
        double picturesPerSecond,
        long wrong,
        long late,
        long pssBytes,
        double farmCores,
        FarmStatus farm) {

    private static final double PICTURES_LEAST = 0.99;

    static AnalyseFigures of(
            String program, AnalysePlan plan, double longestPeriod, Window<AnalyseStatus> window) {
        AnalyseStatus before = window.before();
        AnalyseStatus now = window.now();
        Seen seen = before == null || now == null
                ? new Seen(window.farm().playing(), Double.NaN, 0, 0)
                : new Seen(
                        counted(before, now, window.seconds() / longestPeriod),
                        (sum(now) - sum(before)) / window.seconds(),
                        now.wrong() - before.wrong(),
                        now.late() - before.late());
        return new AnalyseFigures(
                program,
                plan.cameras(),
                seen.counted(),
                window.seconds(),
                window.cpu().userMillis(),
                window.cpu().systemMillis(),
                seen.picturesPerSecond(),
                seen.wrong(),
                seen.late(),
                window.pssBytes(),
                window.farmCores(),
                window.farm());
    }

    /** What the program says. */
    private record Seen(int counted, double picturesPerSecond, long wrong, long late) {}

    private static double sum(AnalyseStatus status) {
        return status.pictures().stream().mapToLong(Long::longValue).sum();
    }

    /** One more or less may fall just outside; none at all is too few in any case. */
    private static int counted(AnalyseStatus before, AnalyseStatus now, double periods) {
        int counted = 0;
        for (int i = 0; i < now.pictures().size(); i++) {
            long came = now.pictures().get(i) - before.pictures().get(i);
            counted += came > 0 && came + 1 >= PICTURES_LEAST * periods ? 1 : 0;
        }
        return counted;
    }

    double cores() {
        return (userMillis + systemMillis) / 1_000 / seconds;
    }

    /** Processor time in a second. */
    double millisPerCamera() {
        return (userMillis + systemMillis) / seconds / Math.max(1, counted);
    }

    double camerasPerCore() {
        return counted / cores();
    }

    /** What is not as it should be; null if all is. */
    @Nullable
    String complaint() {
        if (Double.isNaN(picturesPerSecond)) {
            return farm.complaint(wanted);
        }
        return counted == wanted && wrong == 0
                ? null
                : counted + " of " + wanted + " cameras gave as many pictures as they should, "
                        + wrong + " pictures were wrong";
    }

    double megabytesPerCamera(AnalyseFigures fewer) {
        return (pssBytes - fewer.pssBytes) / 1e6 / (wanted - fewer.wanted);
    }

    /** The line with the figures. */
    String summary() {
        return String.format(
                Locale.ROOT,
                "analyse: cameras %d, cores %.3f, cameras per core %.1f, late pictures %d",
                counted,
                cores(),
                camerasPerCore(),
                late);
    }

    /** Tells everything, and how the cameras were meanwhile. */
    void tell(@Nullable AnalyseFigures fewer, Consumer<? super String> say) {
        say.accept(details(fewer));
        farm.tell(program + ", " + wanted + " cameras", say);
    }

    private String details(@Nullable AnalyseFigures fewer) {
        return String.format(
                Locale.ROOT,
                "  %s, %d cameras: %.3f cores, %.2f ms of CPU a second per camera (%.0f %% in the"
                        + " kernel), %.1f pictures a second, wrong %d, late %d, PSS %.1f MB%s",
                program,
                wanted,
                cores(),
                millisPerCamera(),
                100 * systemMillis / (userMillis + systemMillis),
                picturesPerSecond,
                wrong,
                late,
                pssBytes / 1e6,
                fewer == null
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                ", %.2f MB per added camera",
                                megabytesPerCamera(fewer)));
    }

    static LiveTable table(MeasureOptions options) {
        return options.table(
                "second",
                "     program",
                "cameras",
                "pictures/s",
                "cores",
                "per core",
                "wrong",
                "late",
                "PSS MB",
                "farm cores");
    }

    /** Adds a line to the table. */
    void row(LiveTable table, long second) {
        table.row(
                second,
                program,
                counted,
                picturesPerSecond,
                cores(),
                camerasPerCore(),
                wrong,
                late,
                pssBytes / 1e6,
                farmCores);
    }
}
