package reactor.valkka.benchmarks.measure;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import reactor.valkka.ValkkaException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.StringJoiner;

/** What all large measurements have: options, refusals, what is said while they run, the end. */
public final class MeasureOptions {

    private static final String QUIET = "--quiet";

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

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec measurement;

    /** Whether less than a minute has to do. */
    public boolean isQuick() {
        return quick;
    }

    /** Whether more is wanted than the last line. */
    private boolean isTalkative() {
        OptionSpec quiet = measurement().root().findOption(QUIET);
        return quiet == null || !Boolean.TRUE.equals(quiet.<Boolean>getValue());
    }

    private CommandSpec measurement() {
        return Objects.requireNonNull(measurement);
    }

    /** Says something beside the last line, unless nothing else is wanted. */
    public void say(String line) {
        if (isTalkative()) {
            System.out.println(line);
        }
    }

    /** A table of which nothing is shown if only the last line is wanted. */
    public LiveTable table(String... columns) {
        return new LiveTable(System.out, isTalkative(), columns);
    }

    /** Refuses an option that is not within its bounds. */
    public void range(String option, long value, long least, long most) {
        if (value < least || value > most) {
            refuse(option + " must be " + least + " to " + most + ", got " + value);
        }
    }

    /** Refuses what was asked for; nothing is measured. Null is no complaint. */
    public void refuse(@Nullable String complaint) {
        if (complaint != null) {
            throw new CommandLine.ParameterException(measurement().commandLine(), complaint);
        }
    }

    /**
     * The program of {@code --versus}; refuses titles that nobody has.
     *
     * @param title null where none is asked for
     * @param programs ours and those that it may be measured beside
     */
    public <P extends Titled> @Nullable P peer(@Nullable String title, P[] programs, P ours) {
        StringJoiner known = new StringJoiner(", ");
        for (P program : programs) {
            if (program != ours && program.title().equals(title)) {
                return program;
            }
            if (program != ours) {
                known.add(program.title());
            }
        }
        refuse(title == null ? null : "--versus knows " + known + "; got " + title);
        return null;
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

    /**
     * Ends the measurement: writes the figures if somebody wants them, prints the last line.
     *
     * @param figures a record
     * @param complaint what is not as it should be; null if nothing
     * @return the exit status
     */
    public int end(Record figures, @Nullable String complaint, String lastLine) {
        if (json != null) {
            new JsonReport(measurement().name(), Machine.now(), figures).write(json);
        }
        if (complaint != null) {
            System.err.println("valkka: " + complaint);
        }
        System.out.println(lastLine);
        return complaint == null ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
}
