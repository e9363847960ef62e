package reactor.valkka.benchmarks;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import reactor.valkka.ValkkaException;
import reactor.valkka.benchmarks.affinity.AffinityBenchmark;
import reactor.valkka.benchmarks.analyse.AnalyseBenchmark;
import reactor.valkka.benchmarks.browser.BrowserBenchmark;
import reactor.valkka.benchmarks.decodeall.DecodeAllBenchmark;
import reactor.valkka.benchmarks.fanout.FanoutBenchmark;
import reactor.valkka.benchmarks.fanout.SlowReadersBenchmark;
import reactor.valkka.benchmarks.ingest.IngestBenchmark;
import reactor.valkka.benchmarks.jmh.JmhBenchmark;
import reactor.valkka.benchmarks.soak.SoakBenchmark;

/** Runs one measurement by its name; without a name it lists them. */
@Command(
        name = "bench",
        description = "Measures one thing and prints a last line with the figures.",
        mixinStandardHelpOptions = true,
        subcommands = {
            AffinityBenchmark.class,
            AnalyseBenchmark.class,
            BrowserBenchmark.class,
            ChaosBenchmark.class,
            DecodeAllBenchmark.class,
            DecodeBenchmark.class,
            FanoutBenchmark.class,
            IngestBenchmark.class,
            JmhBenchmark.class,
            LatencyBenchmark.class,
            ReconnectsBenchmark.class,
            SlowReadersBenchmark.class,
            SoakBenchmark.class
        })
public final class Bench implements Runnable {

    @Option(
            names = {"-v", "--verbose"},
            scope = CommandLine.ScopeType.INHERIT,
            description = "Print every round.")
    private boolean verbose;

    @Option(
            names = {"-q", "--quiet"},
            scope = CommandLine.ScopeType.INHERIT,
            description = "Print only the last line.")
    private boolean quiet;

    /** Takes the name of a measurement and its arguments. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench())
                .setParameterExceptionHandler(Bench::refuse)
                .setExecutionExceptionHandler(Bench::giveUp)
                .execute(arguments));
    }

    private static int refuse(CommandLine.ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        System.err.println("valkka: " + wrong.getMessage());
        if (command.getParent() == null) {
            System.err.println(
                    "There is: " + String.join(", ", command.getSubcommands().keySet()));
        }
        return CommandLine.ExitCode.USAGE;
    }

    /** What we threw says what is wrong; where others threw, the trace is needed. */
    private static int giveUp(
            Exception failure, CommandLine command, CommandLine.ParseResult arguments)
            throws Exception {
        if (!(failure instanceof ValkkaException)) {
            throw failure;
        }
        System.err.println("valkka: " + failure.getMessage());
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** Whether only the last line is wanted. */
    public boolean isQuiet() {
        return quiet;
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }
}
