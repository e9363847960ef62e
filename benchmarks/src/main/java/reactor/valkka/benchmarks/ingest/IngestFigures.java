package reactor.valkka.benchmarks.ingest;

import org.jspecify.annotations.Nullable;

import reactor.valkka.benchmarks.farm.FarmFootage;
import reactor.valkka.benchmarks.farm.FarmStatus;
import reactor.valkka.benchmarks.farm.Window;
import reactor.valkka.benchmarks.measure.LiveTable;
import reactor.valkka.benchmarks.measure.MeasureOptions;

import java.util.Locale;
import java.util.function.Consumer;

/**
 * What one program needed to receive so many cameras.
 *
 * @param program its name
 * @param transport tcp or udp
 * @param wanted cameras there should be
 * @param cameras that sent anything while it was measured
 * @param seconds measured
 * @param userMillis processor time outside of the kernel, of the program's processes alone
 * @param systemMillis processor time in the kernel
 * @param unitsPerSecond received; NaN where the program does not say
 * @param megabits received a second
 * @param lostUnits missing from each camera's first unit on, or not whole
 * @param p50Millis from the camera's write to the subscriber; so are the others
 * @param p99Millis one in a hundred took longer
 * @param p999Millis one in a thousand took longer
 * @param pssBytes memory of the processes
 * @param farmCores what the cameras themselves took
 * @param farm what they did
 */
record IngestFigures(
        String program,
        String transport,
        int wanted,
        int cameras,
        double seconds,
        double userMillis,
        double systemMillis,
        double unitsPerSecond,
        double megabits,
        long lostUnits,
        double p50Millis,
        double p99Millis,
        double p999Millis,
        long pssBytes,
        double farmCores,
        FarmStatus farm) {

    private static final double UNITS_LEAST = 0.99;

    double cores() {
        return (userMillis + systemMillis) / 1_000 / seconds;
    }

    /** Processor time in a second. */
    double millisPerCamera() {
        return (userMillis + systemMillis) / seconds / wanted;
    }

    double megabytesPerCamera(IngestFigures fewer) {
        return (pssBytes - fewer.pssBytes) / 1e6 / (wanted - fewer.wanted);
    }

    /** What did not come that should have, as far as that is known; null if nothing. */
    @Nullable
    String complaint() {
        double expected = (double) wanted * FarmFootage.PICTURES_PER_SECOND;
        if (Double.isNaN(unitsPerSecond)) {
            return farm.complaint(wanted);
        }
        if (cameras < wanted) {
            return "nothing came from " + (wanted - cameras) + " of " + wanted + " cameras";
        }
        if (lostUnits > 0) {
            return lostUnits + " units were lost, or were not whole";
        }
        if (unitsPerSecond >= UNITS_LEAST * expected) {
            return null;
        }
        String came = String.format(
                Locale.ROOT, "%.0f units a second came, expected %.0f", unitsPerSecond, expected);
        return farm.counting()
                ? String.format(
                        Locale.ROOT, "%s; the cameras sent %.0f", came, farm.sentUnits() / seconds)
                : came;
    }

    /** Tells everything, and how the cameras were meanwhile. */
    void tell(Consumer<? super String> say) {
        say.accept(details());
        farm.tell(program + ", " + wanted + " cameras", say);
    }

    /** The line with the figures; memory by comparison with fewer cameras. */
    String summary(IngestFigures fewer) {
        return String.format(
                Locale.ROOT,
                "ingest: cameras %d, cores %.3f, MB per camera %.3f, lost %d, p99 %s ms",
                cameras,
                cores(),
                megabytesPerCamera(fewer),
                lostUnits,
                Double.isNaN(p99Millis) ? "?" : String.format(Locale.ROOT, "%.1f", p99Millis));
    }

    /** One line that says everything. */
    private String details() {
        return String.format(
                Locale.ROOT,
                "  %s, %d cameras over %s: %.3f cores, %.3f ms of CPU a second per camera (%.0f %%"
                        + " in the kernel), PSS %.1f MB; delay p50 %.2f, p99 %.2f, p99.9 %.2f ms;"
                        + " the cameras took %.3f cores",
                program,
                wanted,
                transport,
                cores(),
                millisPerCamera(),
                100 * systemMillis / (userMillis + systemMillis),
                pssBytes / 1e6,
                p50Millis,
                p99Millis,
                p999Millis,
                farmCores);
    }

    static IngestFigures of(
            Receiver receiver, String transport, int wanted, Window<IngestStatus> window) {
        IngestDelta received = IngestDelta.of(window.before(), window.now());
        return new IngestFigures(
                receiver.title(),
                transport,
                wanted,
                received.cameras(),
                window.seconds(),
                window.cpu().userMillis(),
                window.cpu().systemMillis(),
                received.units() / window.seconds(),
                received.bytes() * 8 / 1e6 / window.seconds(),
                received.lostUnits(),
                received.p50Millis(),
                received.p99Millis(),
                received.p999Millis(),
                window.pssBytes(),
                window.farmCores(),
                window.farm());
    }

    static LiveTable table(MeasureOptions options) {
        return options.table(
                "second",
                "program",
                "cameras",
                "units/s",
                "Mbit/s",
                "cores",
                "lost",
                "p50 ms",
                "p99 ms",
                "p99.9",
                "PSS MB",
                "farm cores");
    }

    /** Adds a line to the table. */
    void row(LiveTable table, long second) {
        table.row(
                second,
                program,
                wanted,
                unitsPerSecond,
                megabits,
                cores(),
                lostUnits,
                p50Millis,
                p99Millis,
                p999Millis,
                pssBytes / 1e6,
                farmCores);
    }
}
