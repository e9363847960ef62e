package reactor.valkka.benchmarks.ingest;

import org.jspecify.annotations.Nullable;

import reactor.valkka.benchmarks.measure.SvgPlot;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * All figures.
 *
 * @param all of ours, at full number
 * @param fewer of ours, with a tenth of the cameras
 * @param between of ours, with a quarter, a half and three quarters, for the plot
 * @param peer of the other program
 */
record IngestReport(
        IngestFigures all,
        IngestFigures fewer,
        List<IngestFigures> between,
        @Nullable IngestFigures peer) {

    /** Tells each measurement in full. */
    void tell(Consumer<String> say) {
        if (peer != null) {
            peer.tell(say);
        }
        ours().forEach(part -> part.tell(say));
    }

    /** What did not come of ours that should have, with however many cameras; null if nothing. */
    @Nullable
    String complaint() {
        return ours().stream()
                .filter(part -> part.complaint() != null)
                .map(part -> "with " + part.wanted() + " cameras: " + part.complaint())
                .findFirst()
                .orElse(null);
    }

    private List<IngestFigures> ours() {
        List<IngestFigures> ours = new ArrayList<>(between);
        ours.add(0, fewer);
        ours.add(all);
        return ours;
    }

    /** How ours compares with the other program. */
    String comparison(IngestFigures other) {
        return String.format(
                Locale.ROOT,
                "CPU per camera, ours to %s's: %.2f; memory: %.2f",
                other.program(),
                all.millisPerCamera() / other.millisPerCamera(),
                (double) all.pssBytes() / other.pssBytes());
    }

    /** Cost and memory against the number of cameras. */
    void draw(Path file) {
        List<IngestFigures> parts = ours();
        new SvgPlot("Receiving cameras of 1.5 Mbit/s", "cameras", "hundredths of a core, and MB")
                .line(
                        "hundredths of a core",
                        parts.stream()
                                .map(part -> new double[] {part.wanted(), 100 * part.cores()})
                                .toList())
                .line(
                        "memory of the process in MB",
                        parts.stream()
                                .map(part -> new double[] {part.wanted(), part.pssBytes() / 1e6})
                                .toList())
                .write(file);
    }
}
