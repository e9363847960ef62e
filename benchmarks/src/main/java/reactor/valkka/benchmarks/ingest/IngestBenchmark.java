package reactor.valkka.benchmarks.ingest;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import reactor.valkka.benchmarks.farm.CameraFarm;
import reactor.valkka.benchmarks.farm.FarmFootage;
import reactor.valkka.benchmarks.farm.Observation;
import reactor.valkka.benchmarks.measure.Contestant;
import reactor.valkka.benchmarks.measure.GstreamerScript;
import reactor.valkka.benchmarks.measure.LiveTable;
import reactor.valkka.benchmarks.measure.MeasureOptions;
import reactor.valkka.benchmarks.measure.OpenFiles;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Many cameras, received and put together to access units, and nothing else: processor time and
 * memory of the receiving process, what is lost, and the time from the camera's write to the
 * subscriber. The cameras are a process of their own.
 */
@Command(
        name = "ingest",
        description = {
            "Receives many cameras of 1.5 Mbit/s over loopback, without decoding.",
            "The last line is 'ingest: cameras N, cores C, MB per camera M, lost L, p99 X ms':"
                    + " processor time of the receiving process alone; its memory (PSS) beside that"
                    + " with a tenth of the cameras; access units missing, or not whole; from the"
                    + " camera's write to the subscriber. Exits with 1 if anything was lost, if"
                    + " nothing came from a camera, or if fewer than 99 of 100 units came."
        },
        mixinStandardHelpOptions = true)
public final class IngestBenchmark implements Callable<Integer> {

    private static final int PARTS = 10;
    private static final int WARM_UP_SECONDS = 60;
    private static final int QUICK_WARM_UP_SECONDS = 5;
    private static final int QUICK_SECONDS = 5;
    private static final int BRIEF_SECONDS = 20;
    private static final int QUICK_CAMERAS = 200;
    private static final int CLIPS = 4;
    private static final int GSTREAMER_MOST = 200;
    private static final int SECONDS_MOST = 120;
    private static final int PLOT_SECONDS_MOST = 60;

    /** Seconds of a measurement. */
    private record Times(int warmUp, int measured) {

        /** A point of the plot tells less than a figure. */
        Times brief() {
            return new Times(warmUp / 3, Math.min(measured, BRIEF_SECONDS));
        }
    }

    private enum Transport {
        tcp,
        udp
    }

    private enum Generator {
        ours,
        gstreamer
    }

    @Mixin
    private MeasureOptions options = new MeasureOptions();

    @Option(names = "--cameras", description = "How many. Default: 1000; with --quick 200.")
    private @Nullable Integer cameras;

    @Option(
            names = "--transport",
            defaultValue = "tcp",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Transport transport = Transport.tcp;

    @Option(
            names = "--seconds",
            defaultValue = "30",
            description = "How long to measure, after a minute to warm up. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--versus",
            description = "Measure this program, too: netty (a bare reader, the floor), ffmpeg (a"
                    + " process for each camera), gstreamer.")
    private @Nullable String versus;

    @Option(
            names = "--generator",
            defaultValue = "ours",
            description = "Who plays the cameras: ours, or gstreamer, which nobody here wrote; it"
                    + " bears fewer, and its units carry no times. Default: ${DEFAULT-VALUE}.")
    private Generator generator = Generator.ours;

    @Option(
            names = "--plot",
            paramLabel = "FILE",
            description = "Measure a quarter, a half and three quarters of the cameras, too, for a"
                    + " shorter time, and draw cost and memory against their number, as SVG."
                    + " --seconds 60 at most.")
    private @Nullable Path plot;

    @Override
    public Integer call() {
        Receiver peer = options.peer(versus, Receiver.values(), Receiver.VALKKA);
        refuse(peer);
        options.check();
        options.writable("--plot", plot);
        FarmFootage footage = new FarmFootage(FarmFootage.PICTURES_PER_SECOND, CLIPS);
        options.say("  the cameras' footage is made by ffmpeg the first time");
        footage.files();
        IngestReport report = measure(footage, peer);
        report.tell(options::say);
        IngestFigures theirs = report.peer();
        if (peer != null && theirs != null) {
            options.compare(report.comparison(theirs), peer, theirs.complaint());
        }
        IngestFigures all = report.all();
        int status = options.end(report, report.complaint(), all.summary(report.fewer()));
        if (plot != null) {
            report.draw(plot);
        }
        return status;
    }

    private int count() {
        return cameras != null ? cameras : options.isQuick() ? QUICK_CAMERAS : 1_000;
    }

    private void refuse(@Nullable Receiver peer) {
        options.range("--cameras", count(), PARTS, Receiver.VALKKA.camerasMost());
        options.range("--seconds", seconds, 1, plot == null ? SECONDS_MOST : PLOT_SECONDS_MOST);
        options.refuse(OpenFiles.complaint(count(), "cameras", transport == Transport.udp ? 3 : 1));
        if (generator == Generator.gstreamer) {
            options.range("--generator gstreamer: --cameras", count(), PARTS, GSTREAMER_MOST);
            options.refuse(GstreamerScript.complaint());
        }
        if (peer != null) {
            options.range("--versus " + versus + ": --cameras", count(), PARTS, peer.camerasMost());
            if (peer == Receiver.NETTY && transport == Transport.udp) {
                options.refuse("--versus netty reads over TCP only");
            }
        }
    }

    private IngestReport measure(FarmFootage footage, @Nullable Receiver peer) {
        LiveTable table = IngestFigures.table(options);
        Times times = options.isQuick()
                ? new Times(QUICK_WARM_UP_SECONDS, Math.min(seconds, QUICK_SECONDS))
                : new Times(WARM_UP_SECONDS, seconds);
        IngestFigures fewer = measure(footage, Receiver.VALKKA, count() / PARTS, times, table);
        List<IngestFigures> between = new ArrayList<>();
        for (int quarter = 1; quarter < 4 && plot != null; quarter++) {
            int part = count() * quarter / 4;
            between.add(measure(footage, Receiver.VALKKA, part, times.brief(), table));
        }
        IngestFigures theirs = peer == null ? null : measure(footage, peer, count(), times, table);
        return new IngestReport(
                measure(footage, Receiver.VALKKA, count(), times, table), fewer, between, theirs);
    }

    private IngestFigures measure(
            FarmFootage footage, Receiver receiver, int number, Times times, LiveTable table) {
        try (CameraFarm farm = farm(footage, number);
                Contestant<IngestStatus> program =
                        receiver.start(farm.addresses(), number, transport.name())) {
            return new Observation<>(
                            farm,
                            program,
                            number,
                            window -> IngestFigures.of(receiver, transport.name(), number, window),
                            (second, figures) -> figures.row(table, second))
                    .measure(times.warmUp(), times.measured());
        }
    }

    private CameraFarm farm(FarmFootage footage, int number) {
        return generator == Generator.ours
                ? CameraFarm.start(footage)
                : CameraFarm.gstreamer(footage, number);
    }
}
