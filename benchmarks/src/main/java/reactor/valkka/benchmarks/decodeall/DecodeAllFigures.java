package reactor.valkka.benchmarks.decodeall;

import org.jspecify.annotations.Nullable;

import reactor.valkka.benchmarks.farm.FarmStatus;
import reactor.valkka.benchmarks.farm.Window;
import reactor.valkka.benchmarks.measure.LiveTable;
import reactor.valkka.benchmarks.measure.MeasureOptions;

import java.util.Locale;
import java.util.function.Consumer;

/**
 * What one program needed to decode so many cameras.
 *
 * @param program its name
 * @param cameras how many
 * @param seconds measured
 * @param userMillis processor time outside of the kernel, of the program's processes alone
 * @param systemMillis processor time in the kernel
 * @param picturesPerSecond of all cameras; those that were sent, for a program that does not say
 * @param fewestPerSecond of the camera that had the fewest; NaN where the program does not say
 * @param wrong pictures that were not what the camera showed
 * @param spread between cameras in any ten seconds, as a part of their mean
 * @param p50Millis from the camera's write to the subscriber; so are the others
 * @param p99Millis one in a hundred took longer
 * @param p999Millis one in a thousand took longer
 * @param gapMillis the longest time for which a camera had no picture
 * @param pssBytes memory of the processes
 * @param farmCores what the cameras themselves took
 * @param farm what they did
 */
record DecodeAllFigures(
        String program,
        int cameras,
        double seconds,
        double userMillis,
        double systemMillis,
        double picturesPerSecond,
        double fewestPerSecond,
        long wrong,
        double spread,
        double p50Millis,
        double p99Millis,
        double p999Millis,
        double gapMillis,
        long pssBytes,
        double farmCores,
        FarmStatus farm) {

    private static final double PICTURES_LEAST = 0.99;

    static DecodeAllFigures of(String program, int cameras, Window<DecodeAllStatus> window) {
        DecodeAllStatus before = window.before();
        DecodeAllStatus now = window.now();
        double sent = window.farm().sentUnits() / window.seconds();
        double none = Double.NaN;
        DecodeAllStatus seen =
                now == null ? new DecodeAllStatus(0, 0, 0, none, none, none, none, none) : now;
        return new DecodeAllFigures(
                program,
                cameras,
                window.seconds(),
                window.cpu().userMillis(),
                window.cpu().systemMillis(),
                before == null ? sent : (seen.pictures() - before.pictures()) / window.seconds(),
                before == null ? none : seen.fewest() / window.seconds(),
                before == null ? 0 : seen.wrong() - before.wrong(),
                seen.spread(),
                seen.p50Millis(),
                seen.p99Millis(),
                seen.p999Millis(),
                seen.gapMillis(),
                window.pssBytes(),
                window.farmCores(),
                window.farm());
    }

    /**
     * Tells how the cameras were, and how much of what they had was decoded if not all was.
     *
     * @param remark told the latter
     */
    void tell(Consumer<? super String> say, Consumer<? super String> remark) {
        farm.tell(program, say);
        double due = farm.dueUnits() / seconds;
        if (picturesPerSecond < PICTURES_LEAST * due) {
            remark.accept(String.format(
                    Locale.ROOT,
                    "  %s: %s %.0f of the %.0f pictures a second that the cameras had: its figures"
                            + " are those of these",
                    program,
                    isSilent() ? "took" : "decoded",
                    picturesPerSecond,
                    due));
        }
    }

    /** Whether the program says nothing of what it decodes. */
    private boolean isSilent() {
        return Double.isNaN(fewestPerSecond);
    }

    double cores() {
        return (userMillis + systemMillis) / 1_000 / seconds;
    }

    boolean hasPictures() {
        return picturesPerSecond > 0;
    }

    /** What is not as it should be; null if all is. */
    @Nullable
    String complaint() {
        if (!hasPictures()) {
            return "no picture was decoded";
        }
        if (isSilent()) {
            return farm.complaint(cameras);
        }
        if (fewestPerSecond == 0) {
            return "a camera showed no picture while it was measured";
        }
        return wrong == 0 ? null : wrong + " pictures were wrong";
    }

    /** 0 where there was no picture. */
    double millisPerPicture() {
        return hasPictures() ? (userMillis + systemMillis) / seconds / picturesPerSecond : 0;
    }

    /** The line with the figures. */
    String summary() {
        return String.format(
                Locale.ROOT,
                "decode-all: cameras %d, cores %.3f, pictures a second %.0f, ms per picture %.3f,"
                        + " spread %s %%, p99 %.1f ms, longest gap %.0f ms, wrong %d",
                cameras,
                cores(),
                picturesPerSecond,
                millisPerPicture(),
                Double.isNaN(spread) ? "?" : String.format(Locale.ROOT, "%.1f", 100 * spread),
                p99Millis,
                gapMillis,
                wrong);
    }

    static LiveTable table(MeasureOptions options) {
        return options.table(
                "second",
                "   program",
                "cameras",
                "pictures/s",
                "fewest/s",
                "cores",
                "ms/picture",
                "spread",
                "p50 ms",
                "p99 ms",
                "gap ms",
                "wrong",
                "PSS MB",
                "farm cores");
    }

    /** Adds a line to the table. */
    void row(LiveTable table, long second) {
        table.row(
                second,
                program,
                cameras,
                picturesPerSecond,
                fewestPerSecond,
                cores(),
                millisPerPicture(),
                spread,
                p50Millis,
                p99Millis,
                gapMillis,
                wrong,
                pssBytes / 1e6,
                farmCores);
    }
}
