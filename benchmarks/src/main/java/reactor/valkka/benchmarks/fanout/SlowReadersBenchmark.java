package reactor.valkka.benchmarks.fanout;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import reactor.valkka.benchmarks.Bench;

import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * Readers that are too slow are nobody's trouble but their own: the others get everything, hardly
 * later than without them, and the server's memory stays below a figure that is known beforehand.
 */
@Command(
        name = "slow-readers",
        description = {
            "Serves 200 readers of which 20 read a tenth of what comes and 5 nothing at all.",
            "The last line is 'slow-readers: p99 delay X ms, without slow ones Y ms, ratio R, lost"
                    + " L, slow ones skipped S units, hung up on H, memory M of at most B MB': of"
                    + " the others; then of the slow ones; then of the server. Exits with 1 if the"
                    + " others lost anything, their p99 is more than doubled, or the memory more"
                    + " than was said."
        },
        mixinStandardHelpOptions = true)
public final class SlowReadersBenchmark implements Callable<Integer> {

    private static final int QUICK = 175;
    private static final int SLOW = 20;
    private static final int STUCK = 5;
    private static final double RATIO_MOST = 2;
    private static final double WARM_UP_SECONDS = 12;
    private static final double SETTLE_SECONDS = 5;
    private static final int QUICK_SECONDS = 8;

    @Option(
            names = "--seconds",
            defaultValue = "30",
            description = "How long each half is measured. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--quick", description = "A few seconds, for a look.")
    private boolean quick;

    @CommandLine.ParentCommand
    private @Nullable Bench bench;

    @Override
    public Integer call() {
        if (seconds < 1) {
            System.err.println("valkka: --seconds must be at least 1");
            return CommandLine.ExitCode.USAGE;
        }
        seconds = quick ? Math.min(seconds, QUICK_SECONDS) : seconds;
        try (FanoutRun run = new FanoutRun(Contender.VALKKA, QUICK + SLOW + STUCK, false, 1)) {
            ServerStatus before = run.status();
            say(String.format(
                    Locale.ROOT,
                    "  the server's memory for packets and answers: at most %.1f MB (the ring, and"
                            + " for each of its connections what waits for the socket)",
                    before.boundBytes() / 1e6));
            run.join(Reader.Kind.QUICK, QUICK);
            FanoutRun.pause(quick ? SETTLE_SECONDS : WARM_UP_SECONDS);
            ReaderReport alone = measure(run, Reader.Kind.QUICK);
            say("  175 readers alone: " + text(alone));
            run.join(Reader.Kind.SLOW, SLOW);
            run.join(Reader.Kind.STUCK, STUCK);
            FanoutRun.pause(SETTLE_SECONDS);
            ReaderReport disturbed = measure(run, Reader.Kind.QUICK);
            say("  175 readers beside 20 slow and 5 stuck ones: " + text(disturbed));
            return conclude(run, alone, disturbed);
        }
    }

    private int conclude(FanoutRun run, ReaderReport alone, ReaderReport disturbed) {
        ServerStatus after = run.status();
        int hungUp = run.report(Reader.Kind.SLOW).over()
                + run.report(Reader.Kind.STUCK).over();
        double ratio = disturbed.p99Millis() / alone.p99Millis();
        boolean good = ratio <= RATIO_MOST
                && disturbed.lost() == 0
                && disturbed.over() == 0
                && disturbed.behind() == 0
                && after.mostBytes() <= after.boundBytes();
        System.out.printf(
                Locale.ROOT,
                "slow-readers: p99 delay %.1f ms, without slow ones %.1f ms, ratio %.2f, lost %d,"
                        + " slow ones skipped %d units, hung up on %d, memory %.1f of at most"
                        + " %.1f MB%n",
                disturbed.p99Millis(),
                alone.p99Millis(),
                ratio,
                disturbed.lost(),
                after.skippedUnits(),
                hungUp,
                after.mostBytes() / 1e6,
                after.boundBytes() / 1e6);
        return good ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private ReaderReport measure(FanoutRun run, Reader.Kind kind) {
        run.mark();
        FanoutRun.pause(seconds);
        return run.report(kind);
    }

    private static String text(ReaderReport report) {
        return String.format(
                Locale.ROOT,
                "median %.1f, p99 %.1f, longest %.1f ms, lost %d",
                report.medianMillis(),
                report.p99Millis(),
                report.longestMillis(),
                report.lost());
    }

    private void say(String line) {
        if (bench == null || !bench.isQuiet()) {
            System.out.println(line);
        }
    }
}
