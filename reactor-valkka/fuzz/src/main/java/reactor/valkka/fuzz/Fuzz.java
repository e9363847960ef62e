package reactor.valkka.fuzz;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** Fuzzes parsers for as long as is wanted and says what it found. */
@Command(
        name = "fuzz",
        description = {
            "Feeds every parser with inputs that a coverage-guided fuzzer makes up, and says which"
                    + " of them made one fail: by an exception that is not documented, by more"
                    + " memory than the input deserves, or by taking longer than 10 s; for a text"
                    + " of 32 KiB (repetition) than half a second.",
            "Status 0 if nothing was found, 1 if something was."
        },
        mixinStandardHelpOptions = true)
public final class Fuzz implements Callable<Integer> {
    private static final int SECONDS_PER_MINUTE = 60;
    private static final int KEPT_INPUTS_MAX = 60;
    private static final int KEPT_BYTES_MAX = 600;

    @Parameters(arity = "0..*", paramLabel = "TARGET", description = "Default: all, in turn.")
    private List<String> targets = List.of();

    @Option(names = "--minutes", paramLabel = "N", description = "For all together. Default: 5.")
    private double minutes = 5;

    @Option(
            names = "--inputs",
            paramLabel = "N",
            description = "Stop each target after so many inputs: with a seed, the same ones"
                    + " again. Default: as many as the time allows.")
    private long inputs = -1;

    @Option(names = "--seed", paramLabel = "N", description = "Of the fuzzer. Default: any.")
    private int seed;

    @Option(names = "--list", description = "Only list the targets.")
    private boolean list;

    @Option(
            names = "--store",
            paramLabel = "FOLDER",
            description = "Add the inputs that reach new branches to the files in this folder.")
    private @Nullable Path store;

    @Option(
            names = {"-v", "--verbose"},
            description = "Print the whole report of each finding.")
    private boolean verbose;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print only findings and the last line.")
    private boolean quiet;

    /** Takes targets and options. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Fuzz())
                .setParameterExceptionHandler(Fuzz::refuse)
                .execute(arguments));
    }

    private static int refuse(CommandLine.ParameterException wrong, String[] arguments) {
        System.err.println("valkka: " + wrong.getMessage());
        return CommandLine.ExitCode.USAGE;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (list) {
            FuzzTargets.names().forEach(System.out::println);
            return CommandLine.ExitCode.OK;
        }
        List<String> chosen = targets.isEmpty() ? List.copyOf(FuzzTargets.names()) : targets;
        for (String target : chosen) {
            if (FuzzTargets.find(target) == null) {
                System.err.println("valkka: no such target: " + target + "; there is "
                        + String.join(", ", FuzzTargets.names()));
                return CommandLine.ExitCode.USAGE;
            }
        }
        if (!(minutes > 0)) {
            System.err.println("valkka: --minutes must be more than 0, got " + minutes);
            return CommandLine.ExitCode.USAGE;
        }
        return fuzz(chosen);
    }

    private int fuzz(List<String> chosen) throws IOException, InterruptedException {
        long seconds = Math.max(1, Math.round(minutes * SECONDS_PER_MINUTE / chosen.size()));
        long runs = 0;
        int findings = 0;
        for (String target : chosen) {
            JazzerRun run = new JazzerRun(target, folder().resolve(target), seconds, inputs, seed);
            JazzerRun.Result result = run.run();
            runs += result.runs();
            findings += result.status() == 0 ? 0 : 1;
            print(target, seconds, result);
            if (store != null && result.status() == 0) {
                Corpus.store(
                        store,
                        target,
                        Corpus.pack(run.minimize(), KEPT_INPUTS_MAX, KEPT_BYTES_MAX));
            }
        }
        System.out.printf(
                "fuzz: %d targets, %d inputs, %d findings%n", chosen.size(), runs, findings);
        return findings == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private void print(String target, long seconds, JazzerRun.Result result) throws IOException {
        if (!quiet) {
            System.out.printf(
                    "%-16s %5d s %10d inputs %6d branches %5d kept  %s%n",
                    target,
                    seconds,
                    result.runs(),
                    result.coverage(),
                    result.corpus(),
                    result.status() == 0 ? "ok" : "FOUND");
        }
        if (result.status() != 0) {
            int shown = verbose
                    ? result.report().size()
                    : Math.min(12, result.report().size());
            result.report().subList(0, shown).forEach(line -> System.out.println("  " + line));
            System.out.println("  the input and the whole log are in " + folder().resolve(target));
        }
    }

    /** Beside the classes, so that a clean build removes it. */
    static Path folder() {
        try {
            Path classes = Path.of(Fuzz.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return classes.resolveSibling("fuzz").toAbsolutePath();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
