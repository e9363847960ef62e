package reactor.valkka.benchmarks.measure;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
        bounds().check(option, value, least, most);
    }

    /** Refuses what was asked for; nothing is measured. Null is no complaint. */
    public void refuse(@Nullable String complaint) {
        if (complaint != null) {
            throw refusal(complaint);
        }
    }

    /** To be thrown where something else is asked for than there is. */
    public CommandLine.ParameterException refusal(String complaint) {
        return bounds().refusal(complaint);
    }

    private Bounds bounds() {
        return new Bounds(measurement());
    }

    /**
     * The program of {@code --versus}; refuses titles that nobody has, and what is not here.
     *
     * @param title null where none is asked for
     * @param programs ours and those that it may be measured beside
     */
    public <P extends Titled> @Nullable P peer(@Nullable String title, P[] programs, P ours) {
        StringJoiner known = new StringJoiner(", ");
        for (P program : programs) {
            if (program != ours && program.title().equals(title)) {
                refuse(program.missing());
                return program;
            }
            if (program != ours) {
                known.add(program.title());
            }
        }
        refuse(title == null ? null : "--versus knows " + known + "; got " + title);
        return null;
    }

    /** Refuses a file for the figures that cannot be written. */
    public void check() {
        writable("--json", json);
    }

    /** Refuses a file that cannot be written; null is none. */
    public void writable(String option, @Nullable Path file) {
        if (file != null && !isWritable(file)) {
            throw refusal(option + " needs a file that can be written, got " + file);
        }
    }

    private static boolean isWritable(Path file) {
        if (Files.exists(file)) {
            return !Files.isDirectory(file) && Files.isWritable(file);
        }
        Path directory = file.toAbsolutePath().getParent();
        return directory != null && Files.isDirectory(directory) && Files.isWritable(directory);
    }

    /**
     * Prints how ours compares with another program, and what that one did not do.
     *
     * @param complaint what was not as it should be with the other one; null if nothing
     */
    public void compare(String ratio, Titled peer, @Nullable String complaint) {
        System.out.println(
                complaint == null
                        ? ratio
                        : ratio + " (but " + peer.title() + ": " + complaint + ")");
    }

    /**
     * Ends the measurement: prints the last line, writes the figures if somebody wants them.
     *
     * @param figures a record
     * @param complaint what is not as it should be; null if nothing
     * @return the exit status
     */
    public int end(Record figures, @Nullable String complaint, String lastLine) {
        if (complaint != null) {
            System.err.println("valkka: " + complaint);
        }
        System.out.println(lastLine);
        if (json != null) {
            new JsonReport(measurement().name(), quick, Machine.now(), figures).write(json);
        }
        return complaint == null ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
}
