package reactor.valkka.benchmarks.fanout;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import reactor.valkka.benchmarks.Bench;

import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * One camera, one server, many readers on loopback: processor time of the server, and what came.
 * Camera, server and readers are processes of their own; the readers read and count, no more.
 */
@Command(
        name = "fanout",
        description = {
            "Serves one camera of 2 Mbit/s to many readers on loopback.",
            "The last line is 'fanout: readers K, delivered D Gbit/s, server cores C, Gbit/s per"
                    + " core G, lost L, p99 delay X ms': the server's process alone; packets"
                    + " missing between each reader's first and its last; from the camera's send"
                    + " to the reader's read. Exits with 1 if a reader did not get everything."
        },
        mixinStandardHelpOptions = true)
public final class FanoutBenchmark implements Callable<Integer> {

    private static final int QUICK_SECONDS = 5;
    private static final double SETTLE_SECONDS = 4;
    private static final double WARM_UP_SECONDS = 12;
    private static final int ALONE_SECONDS = 8;
    private static final int FIND_FIRST = 50;
    private static final int FIND_LAST = 3_200;

    private enum Transport {
        tcp,
        udp
    }

    @Option(
            names = "--readers",
            defaultValue = "200",
            description = "How many readers. Default: ${DEFAULT-VALUE}.")
    private int readers;

    @Option(
            names = "--transport",
            defaultValue = "tcp",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Transport transport = Transport.tcp;

    @Option(
            names = "--seconds",
            defaultValue = "20",
            description = "How long to measure. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--loops", description = "Threads of the readers. Default: 1, above 500: 2.")
    private int loops;

    @Option(names = "--versus", description = "Measure this server, too: gstreamer.")
    private @Nullable String versus;

    @Option(
            names = "--find-max",
            description = "Find the most readers for whom GStreamer loses nothing, and compare"
                    + " there.")
    private boolean findMax;

    @Option(names = "--quick", description = "A few seconds, for a look; the figures vary more.")
    private boolean quick;

    @CommandLine.ParentCommand
    private @Nullable Bench bench;

    @Override
    public Integer call() {
        if (readers < 1 || seconds < 1 || loops < 0) {
            return wrong("--readers and --seconds must be at least 1");
        }
        if (versus != null && !versus.equals("gstreamer")) {
            return wrong("--versus knows gstreamer only");
        }
        seconds = quick ? Math.min(seconds, QUICK_SECONDS) : seconds;
        if (findMax) {
            versus = "gstreamer";
            readers = most();
        }
        FanoutFigures theirs = versus == null ? null : measure(Contender.GSTREAMER, readers);
        FanoutFigures ours = measure(Contender.VALKKA, readers);
        say(ours.details());
        if (theirs != null) {
            say(theirs.details());
            System.out.println(theirs.summary());
            System.out.printf(
                    Locale.ROOT,
                    "CPU per reader, ours to GStreamer's: %.2f; per added reader: %.2f%n",
                    ours.millisPerReader() / theirs.millisPerReader(),
                    ours.millisPerAddedReader() / theirs.millisPerAddedReader());
        }
        System.out.println(ours.summary());
        return ours.isComplete(readers) ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static int wrong(String what) {
        System.err.println("valkka: " + what);
        return CommandLine.ExitCode.USAGE;
    }

    private void say(String line) {
        if (bench == null || !bench.isQuiet()) {
            System.out.println(line);
        }
    }

    private FanoutFigures measure(Contender contender, int count) {
        int threads = loops > 0 ? loops : count > 500 ? 2 : 1;
        try (FanoutRun run = new FanoutRun(contender, count, transport == Transport.udp, threads)) {
            int joined = run.join(Reader.Kind.QUICK, count);
            if (joined < count) {
                say("  " + contender.title() + ": only " + joined + " readers got in");
            }
            FanoutRun.pause(quick ? SETTLE_SECONDS : WARM_UP_SECONDS);
            return run.measure(seconds, quick ? 3 : ALONE_SECONDS, SETTLE_SECONDS);
        }
    }

    /** Doubles until something is lost, then halves the distance until it is small. */
    private int most() {
        int good = 0;
        int bad = FIND_LAST + 1;
        int next = FIND_FIRST;
        while (bad - good > Math.max(FIND_FIRST, good / 8)) {
            FanoutFigures figures = measure(Contender.GSTREAMER, next);
            boolean complete = figures.isComplete(next);
            say("  " + figures.summary() + (complete ? "" : " (not complete)"));
            if (complete) {
                good = next;
            } else {
                bad = next;
            }
            next = bad > FIND_LAST ? Math.min(FIND_LAST, 2 * good) : (good + bad) / 2;
            if (next == good) {
                break;
            }
        }
        return Math.max(1, good);
    }
}
