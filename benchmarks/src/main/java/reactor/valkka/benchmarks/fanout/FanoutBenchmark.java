package reactor.valkka.benchmarks.fanout;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import reactor.valkka.benchmarks.measure.MeasureOptions;
import reactor.valkka.benchmarks.measure.OpenFiles;

import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

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
                    + " to the reader's read. Exits with 1 if a reader did not get everything.",
            "With --find-max K is the most for whom nothing was lost, found in less than ten"
                    + " minutes; the camera and the readers share the machine with the server. With"
                    + " --versus gstreamer, too, it is the most for GStreamer's server, and ours is"
                    + " measured with as many."
        },
        mixinStandardHelpOptions = true)
public final class FanoutBenchmark implements Callable<Integer> {

    private static final int READERS = 200;
    private static final int READERS_MOST = 9_000;
    private static final int SECONDS_MOST = 60;
    private static final int LOOPS_MOST = 64;
    private static final int FIND_MOST = 6_400;
    private static final long SEARCH_NANOS = TimeUnit.SECONDS.toNanos(240);
    private static final long CONFIRM_NANOS = TimeUnit.SECONDS.toNanos(400);

    @Mixin
    private MeasureOptions options = new MeasureOptions();

    private enum Transport {
        tcp,
        udp
    }

    @Option(names = "--readers", description = "How many readers. Default: " + READERS + ".")
    private @Nullable Integer readers;

    @Option(
            names = "--transport",
            defaultValue = "tcp",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Transport transport = Transport.tcp;

    @Option(
            names = "--seconds",
            defaultValue = "20",
            description = "How long to measure, 60 at most. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--loops", description = "Threads of the readers. Default: 1, above 500: 2.")
    private int loops;

    @Option(names = "--versus", description = "Measure this server, too: gstreamer.")
    private @Nullable String versus;

    @Option(
            names = "--find-max",
            description = "Find the most readers for whom nothing is lost, and measure there. Takes"
                    + " minutes, with --quick, too.")
    private boolean findMax;

    /**
     * All figures.
     *
     * @param ours of our server
     * @param peer of the other one
     */
    record Figures(FanoutFigures ours, @Nullable FanoutFigures peer) {}

    @Override
    public Integer call() {
        refuse();
        Contender peer = options.peer(versus, Contender.values(), Contender.VALKKA);
        options.check();
        FanoutMeter meter =
                new FanoutMeter(overUdp(), loops, seconds, options.isQuick(), options::say);
        FanoutFigures theirs = peer == null ? null : measure(meter, peer);
        FanoutFigures ours = peer == null || theirs == null
                ? measure(meter, Contender.VALKKA)
                : compare(peer, theirs, meter);
        return options.end(new Figures(ours, theirs), ours.complaint(), ours.summary());
    }

    private boolean overUdp() {
        return transport == Transport.udp;
    }

    /** Of a reader: its connection, and the two ports that datagrams come to. */
    private int sockets() {
        return overUdp() ? 3 : 1;
    }

    private void refuse() {
        if (readers != null) {
            options.refuse(
                    findMax ? "--find-max finds the number of --readers; give one of them" : null);
            options.range("--readers", readers, 1, READERS_MOST);
            options.refuse(OpenFiles.complaint(readers, "readers", sockets()));
        }
        options.range("--seconds", seconds, 1, SECONDS_MOST);
        options.range("--loops", loops, 0, LOOPS_MOST);
    }

    private FanoutFigures compare(Contender peer, FanoutFigures theirs, FanoutMeter meter) {
        FanoutFigures ours = meter.measure(Contender.VALKKA, theirs.wanted());
        options.say(ours.details());
        options.say(theirs.details());
        System.out.println(theirs.summary());
        String ratio = String.format(
                Locale.ROOT,
                "CPU per reader, ours to %s's: %.2f; per added reader: %.2f",
                peer.title(),
                ours.millisPerReader() / theirs.millisPerReader(),
                ours.millisPerAddedReader() / theirs.millisPerAddedReader());
        options.compare(ratio, peer, theirs.complaint());
        return ours;
    }

    private FanoutFigures measure(FanoutMeter meter, Contender contender) {
        if (findMax) {
            return most(meter, contender);
        }
        FanoutFigures figures = meter.measure(contender, readers == null ? READERS : readers);
        if (versus == null) {
            options.say(figures.details());
        }
        return figures;
    }

    private FanoutFigures most(FanoutMeter meter, Contender contender) {
        long now = System.nanoTime();
        int limit = Math.min(FIND_MOST, OpenFiles.most(sockets()));
        options.say("  the most readers of " + contender.title() + " over " + transport + ", up to "
                + limit);
        FanoutSearch search = new FanoutSearch(
                count -> meter.glance(contender, count), limit, now + SEARCH_NANOS, options::say);
        int count = Math.max(1, search.run());
        FanoutFigures figures = meter.measure(contender, count);
        options.say(figures.row() + ", the whole measurement");
        while (!figures.isComplete() && count > 1 && System.nanoTime() - now < CONFIRM_NANOS) {
            count -= (count + 3) / 4;
            figures = meter.measure(contender, count);
            options.say(figures.row() + ", the whole measurement");
        }
        return figures;
    }
}
