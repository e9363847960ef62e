package reactor.valkka.benchmarks.measure;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import reactor.valkka.ValkkaException;

import java.nio.file.Files;
import java.nio.file.Path;

/** The options that all large measurements have. */
public final class MeasureOptions {

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the figures, and what machine they are of, to a file, too.")
    private @Nullable Path json;

    @Option(
            names = "--quick",
            description = "Less than a minute, for a look: what Java has not compiled yet costs"
                    + " more.")
    private boolean quick;

    /** Whether less than a minute has to do. */
    public boolean isQuick() {
        return quick;
    }

    /**
     * Writes the figures if somebody wants them.
     *
     * @param name of the measurement
     * @param figures a record
     */
    public void write(String name, Record figures) {
        if (json != null) {
            new JsonReport(name, Machine.now(), figures).write(json);
        }
    }

    /** Fails before anything is measured where the file cannot be written. */
    public void check() {
        if (json != null) {
            Path directory = json.toAbsolutePath().getParent();
            if (Files.isDirectory(json) || directory == null || !Files.isWritable(directory)) {
                throw new ValkkaException("--json needs a file that can be written, got " + json);
            }
        }
    }
}
