package reactor.valkka.benchmarks.browser;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import reactor.valkka.benchmarks.measure.LiveTable;
import reactor.valkka.benchmarks.measure.MeasureOptions;
import reactor.valkka.benchmarks.measure.OpenFiles;
import reactor.valkka.benchmarks.measure.Pause;
import reactor.valkka.benchmarks.measure.Worker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Pages that watch cameras: one server with its cameras, and its viewers in another process.
 * Processor time is the server's alone.
 */
@Command(
        name = "browser",
        description = {
            "Viewers of fragmented MP4 over WebSockets, spread over 16 cameras of 1.6 Mbit/s.",
            "The last line is 'browser: viewers V, cores C, ms/s per viewer M, lost L, p99 X ms':"
                    + " processor time of the server alone; units missing between others, or those"
                    + " that the server says it skipped where these are more; from an access unit's"
                    + " being made to a viewer that has read all of it. Exits with 1 if anything"
                    + " was lost, if the viewers together got less than 99 of 100 units, or one of"
                    + " them nothing."
        },
        mixinStandardHelpOptions = true)
public final class BrowserBenchmark implements Callable<Integer> {
    private static final int CAMERAS = 16;
    private static final int VIEWERS_MOST = 20_000;
    private static final int SECONDS_MOST = 400;
    private static final int OTHER_CONNECTIONS = 64;
    private static final int WARM_UP_SECONDS = 30;
    private static final int QUICK_WARM_UP_SECONDS = 10;
    private static final int QUICK_SECONDS = 10;
    private static final int STEP_SECONDS = 5;
    private static final Duration START_MAX = Duration.ofSeconds(120);
    private static final Duration CONNECT_MAX = Duration.ofMillis(50);
    private static final List<String> VIEWER_FLAGS = List.of("-XX:+UseSerialGC", "-Xmx256m");

    @Mixin
    private MeasureOptions options = new MeasureOptions();

    @Option(
            names = "--viewers",
            defaultValue = "1000",
            description = "How many. Default: ${DEFAULT-VALUE}.")
    private int viewers;

    @Option(
            names = "--seconds",
            defaultValue = "60",
            description = "How long to measure, after half a minute to warm up. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int seconds;

    @Override
    public Integer call() {
        options.range("--viewers", viewers, 1, VIEWERS_MOST);
        options.range("--seconds", seconds, 1, SECONDS_MOST);
        options.refuse(OpenFiles.complaint(viewers + OTHER_CONNECTIONS, "connections", 1));
        options.check();
        BrowserFigures figures = measure();
        return options.end(figures, figures.complaint(), figures.lastLine());
    }

    private BrowserFigures measure() {
        String connections = Integer.toString(viewers + OTHER_CONNECTIONS);
        try (Worker server = Worker.java(
                BrowserServer.class, List.of(), Integer.toString(CAMERAS), connections)) {
            String port = Integer.toString(server.port());
            try (Worker pages = Worker.java(
                    BrowserViewers.class, VIEWER_FLAGS, port, Integer.toString(viewers))) {
                pages.told(BrowserStatus.class, "to connect " + viewers + " viewers", connectMax());
                Pause.seconds(options.isQuick() ? QUICK_WARM_UP_SECONDS : WARM_UP_SECONDS);
                return measure(server, pages);
            }
        }
    }

    /** They connect one by one, to a server that plays to all those before. */
    private Duration connectMax() {
        return START_MAX.plus(CONNECT_MAX.multipliedBy(viewers));
    }

    private BrowserFigures measure(Worker server, Worker pages) {
        LiveTable table =
                options.table("seconds", "cores", "units/s", "Mbit/s", "lost", "p50 ms", "p99 ms");
        pages.ask("clear", BrowserStatus.class);
        long start = System.nanoTime();
        Worker.Cpu before = server.cpu();
        long skippedBefore = skipped(server);
        int wanted = options.isQuick() ? Math.min(QUICK_SECONDS, seconds) : seconds;
        BrowserFigures figures;
        double measured;
        do {
            Pause.seconds(Math.min(STEP_SECONDS, wanted));
            measured = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
            figures = BrowserFigures.of(
                    viewers,
                    CAMERAS,
                    measured,
                    server.cpu().minus(before).millis(),
                    server.pssBytes(),
                    skipped(server) - skippedBefore,
                    pages.ask("status", BrowserStatus.class));
            table.row(
                    measured,
                    figures.cores(),
                    figures.unitsPerSecond(),
                    figures.megabitsPerSecond(),
                    figures.lost(),
                    figures.p50Millis(),
                    figures.p99Millis());
        } while (measured < wanted);
        return figures;
    }

    private static long skipped(Worker server) {
        return server.ask("skipped", BrowserServer.Skipped.class).units();
    }
}
