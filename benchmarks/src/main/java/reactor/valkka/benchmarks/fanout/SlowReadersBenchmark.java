package reactor.valkka.benchmarks.fanout;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import reactor.valkka.benchmarks.measure.MeasureOptions;
import reactor.valkka.benchmarks.measure.Pause;

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
                    + " L, slow ones skipped S units, hung up on H, memory M of at most B MB': X of"
                    + " the 175 others; Y the mean of what these had before the slow ones came and"
                    + " after they left; S and H of the 25 slow ones, as one that never catches up"
                    + " is hung up on after some time; M of the server's buffers.",
            "Exits with 1, and says why, if one of the 175 lost anything or R is above 2, if one of"
                    + " the 20 never skipped or went on elsewhere than at a key frame, if the 5"
                    + " were not hung up on, or if M is above B."
        },
        mixinStandardHelpOptions = true)
public final class SlowReadersBenchmark implements Callable<Integer> {

    private static final int SECONDS_LEAST = 5;
    private static final int SECONDS_MOST = 120;
    private static final int BESIDE_SECONDS_LEAST = 25;
    private static final double WARM_UP_SECONDS = 12;
    private static final double SETTLE_SECONDS = 5;
    private static final double HURRY_SECONDS = 3;
    private static final double QUICK_SETTLE_SECONDS = 3;
    private static final int QUICK_SECONDS = 4;

    @Option(
            names = "--seconds",
            defaultValue = "30",
            description = "How long each third is measured; beside the slow ones 25 at least."
                    + " Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Mixin
    private MeasureOptions options = new MeasureOptions();

    @Override
    public Integer call() {
        options.range("--seconds", seconds, SECONDS_LEAST, SECONDS_MOST);
        options.check();
        seconds = options.isQuick() ? Math.min(seconds, QUICK_SECONDS) : seconds;
        int besideSeconds = Math.max(seconds, BESIDE_SECONDS_LEAST);
        int patience = besideSeconds - 2; // so that the slow ones are there nearly to the end
        FanoutPlan plan = FanoutPlan.of(Contender.VALKKA, SlowReadersFigures.ALL, false)
                .withPatience(patience);
        try (FanoutRun run = new FanoutRun(plan)) {
            sayBound(run.status());
            SlowReadersFigures figures = measure(run, besideSeconds, patience);
            if (figures.isUnquiet()) {
                options.say("  without slow ones the delay changed as well: something else runs"
                        + " here, and the ratio says little");
            }
            return options.end(figures, figures.complaint(), figures.summary());
        }
    }

    private void sayBound(ServerStatus status) {
        options.say(String.format(
                Locale.ROOT,
                "  the server's buffers: at most %.1f MB, for packets (8 MiB in up to four"
                        + " forms) and for what waits for each of %d sockets; for each of them"
                        + " the kernel holds up to 256 KiB more, and Java has its heap",
                status.boundBytes() / 1e6,
                SlowReadersFigures.ALL + Contender.SPARE));
    }

    private SlowReadersFigures measure(FanoutRun run, int besideSeconds, int patience) {
        run.join(Reader.Kind.QUICK, SlowReadersFigures.QUICK);
        Pause.seconds(options.isQuick() ? QUICK_SETTLE_SECONDS : WARM_UP_SECONDS);
        ReaderReport before = measure(run, "  175 readers alone:", seconds);
        long bytesBefore = run.serverBytes();

        run.join(Reader.Kind.SLOW, SlowReadersFigures.SLOW);
        run.join(Reader.Kind.STUCK, SlowReadersFigures.STUCK);
        Pause.seconds(SETTLE_SECONDS);
        ReaderReport beside =
                measure(run, "  175 readers beside 20 slow and 5 stuck ones:", besideSeconds);
        ServerStatus status = run.status();
        long bytesBeside = run.serverBytes();

        run.hurry();
        Pause.seconds(HURRY_SECONDS);
        ReaderReport slow = run.report(Reader.Kind.SLOW);
        ReaderReport stuck = run.report(Reader.Kind.STUCK);
        options.say(String.format(
                Locale.ROOT,
                "  the 20 slow ones: %d jumps, %d of them to a key frame; hung up on %d",
                slow.jumps(),
                slow.jumps() - slow.jumpsAmiss(),
                slow.over()));
        options.say(String.format(
                Locale.ROOT,
                "  the 5 stuck ones: hung up on %d (patience %d s)",
                stuck.over(),
                patience));
        options.say(String.format(
                Locale.ROOT,
                "  the server's process: %.0f MB without slow ones, %.0f MB with them (PSS)",
                bytesBefore / 1e6,
                bytesBeside / 1e6));

        run.leave(Reader.Kind.SLOW, SlowReadersFigures.SLOW);
        run.leave(Reader.Kind.STUCK, SlowReadersFigures.STUCK);
        Pause.seconds(options.isQuick() ? QUICK_SETTLE_SECONDS : SETTLE_SECONDS);
        ReaderReport after = measure(run, "  175 readers alone again:", seconds);
        return new SlowReadersFigures(before, beside, after, slow, stuck, status);
    }

    private ReaderReport measure(FanoutRun run, String title, int duration) {
        run.mark();
        Pause.seconds(duration);
        ReaderReport report = run.report(Reader.Kind.QUICK);
        options.say(String.format(
                Locale.ROOT,
                "%s median %.1f, p99 %.1f, longest %.1f ms, lost %d",
                title,
                report.medianMillis(),
                report.p99Millis(),
                report.longestMillis(),
                report.lost()));
        return report;
    }
}
