package reactor.valkka.benchmarks;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import reactor.valkka.benchmarks.fanout.FanoutBenchmark;
import reactor.valkka.benchmarks.fanout.SlowReadersBenchmark;

/** Runs one measurement by its name; without a name it lists them. */
@Command(
        name = "bench",
        description = "Measures one thing and prints a last line with the figures.",
        mixinStandardHelpOptions = true,
        subcommands = {
            ChaosBenchmark.class,
            DecodeBenchmark.class,
            FanoutBenchmark.class,
            LatencyBenchmark.class,
            PoolCosts.class,
            ReconnectsBenchmark.class,
            SlowReadersBenchmark.class,
            ViewersBenchmark.class
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

    /** Whether only the last line is wanted. */
    public boolean isQuiet() {
        return quiet;
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }
}
