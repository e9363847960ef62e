package reactor.valkka.benchmarks.ingest;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import reactor.valkka.benchmarks.Bench;
import reactor.valkka.benchmarks.farm.CameraFarm;
import reactor.valkka.benchmarks.farm.FarmFootage;
import reactor.valkka.benchmarks.farm.Observation;
import reactor.valkka.benchmarks.farm.Window;
import reactor.valkka.benchmarks.measure.Contestant;
import reactor.valkka.benchmarks.measure.GstreamerScript;
import reactor.valkka.benchmarks.measure.LiveTable;
import reactor.valkka.benchmarks.measure.MeasureOptions;
import reactor.valkka.benchmarks.measure.SvgPlot;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
                    + " with a tenth of the cameras; access units missing; from the camera's write"
                    + " to the subscriber. Exits with 1 if anything was lost."
        },
        mixinStandardHelpOptions = true)
public final class IngestBenchmark implements Callable<Integer> {

    private static final int CAMERAS_MOST = 10_000;
    private static final int PARTS = 10;
    private static final int WARM_UP_SECONDS = 60;
    private static final int QUICK_WARM_UP_SECONDS = 5;
    private static final int QUICK_SECONDS = 5;
    private static final int QUICK_CAMERAS = 200;
    private static final int CLIPS = 4;
    private static final int GSTREAMER_MOST = 200;

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
            description = "Measure a quarter, a half and three quarters of the cameras, too, and"
                    + " draw cost and memory against their number, as SVG.")
    private @Nullable Path plot;

    @CommandLine.ParentCommand
    private @Nullable Bench bench;

    /**
     * All figures.
     *
     * @param all of ours, at full number
     * @param fewer of ours, with a tenth of the cameras
     * @param between of ours, for the plot
     * @param peer of the other program
     */
    record Figures(
            IngestFigures all,
            IngestFigures fewer,
            List<IngestFigures> between,
            @Nullable IngestFigures peer) {}

    @Override
    public Integer call() {
        String complaint = complaint();
        if (complaint != null) {
            System.err.println("valkka: " + complaint);
            return CommandLine.ExitCode.USAGE;
        }
        options.check();
        FarmFootage footage = new FarmFootage(FarmFootage.PICTURES_PER_SECOND, CLIPS);
        say("  the cameras' footage is made by ffmpeg the first time");
        footage.files();
        Figures figures = measure(footage);
        options.write("ingest", figures);
        if (plot != null) {
            draw(figures, plot);
        }
        return report(figures);
    }

    private int count() {
        return cameras != null ? cameras : options.isQuick() ? QUICK_CAMERAS : 1_000;
    }

    private @Nullable String complaint() {
        if (count() < PARTS || count() > CAMERAS_MOST) {
            return "--cameras must be " + PARTS + " to " + CAMERAS_MOST + ", got " + count();
        }
        if (seconds < 1 || seconds > 120) {
            return "--seconds must be 1 to 120, got " + seconds;
        }
        if (generator == Generator.gstreamer && count() > GSTREAMER_MOST) {
            return "--generator gstreamer bears " + GSTREAMER_MOST + " --cameras, got " + count();
        }
        if (versus == null) {
            return generator == Generator.ours ? null : GstreamerScript.complaint();
        }
        Receiver peer = Receiver.named(versus);
        if (peer == null) {
            return "--versus knows netty, ffmpeg and gstreamer, got " + versus;
        }
        if (peer == Receiver.NETTY && transport == Transport.udp) {
            return "--versus netty reads over TCP only";
        }
        return count() > peer.camerasMost()
                ? "--versus " + versus + " bears " + peer.camerasMost() + " --cameras, got "
                        + count()
                : null;
    }

    private Figures measure(FarmFootage footage) {
        LiveTable table = IngestFigures.table(bench == null || !bench.isQuiet());
        IngestFigures fewer = measure(footage, Receiver.VALKKA, count() / PARTS, table);
        List<IngestFigures> between = new ArrayList<>();
        for (int quarter = 1; quarter < 4 && plot != null; quarter++) {
            between.add(measure(footage, Receiver.VALKKA, count() * quarter / 4, table));
        }
        Receiver peer = versus == null ? null : Receiver.named(versus);
        IngestFigures theirs = peer == null ? null : measure(footage, peer, count(), table);
        return new Figures(
                measure(footage, Receiver.VALKKA, count(), table), fewer, between, theirs);
    }

    private IngestFigures measure(
            FarmFootage footage, Receiver receiver, int number, LiveTable table) {
        boolean quick = options.isQuick();
        try (CameraFarm farm = farm(footage, number);
                Contestant<IngestStatus> program =
                        receiver.start(farm.addresses(), number, transport.name())) {
            Observation<IngestStatus> observation = new Observation<>(
                    farm,
                    program,
                    number,
                    window -> figures(receiver, number, window)
                            .row(table, window.secondsSinceStart()));
            return figures(
                    receiver,
                    number,
                    observation.measure(
                            quick ? QUICK_WARM_UP_SECONDS : WARM_UP_SECONDS,
                            quick ? Math.min(seconds, QUICK_SECONDS) : seconds));
        }
    }

    private CameraFarm farm(FarmFootage footage, int number) {
        return generator == Generator.ours
                ? CameraFarm.start(footage)
                : CameraFarm.gstreamer(footage, number);
    }

    private IngestFigures figures(Receiver receiver, int number, Window<IngestStatus> window) {
        return IngestFigures.of(receiver, transport.name(), number, window);
    }

    private int report(Figures figures) {
        IngestFigures all = figures.all();
        figures.fewer().tell(this::say);
        figures.between().forEach(part -> part.tell(this::say));
        IngestFigures peer = figures.peer();
        if (peer != null) {
            peer.tell(this::say);
        }
        all.tell(this::say);
        if (peer != null) {
            System.out.printf(
                    Locale.ROOT,
                    "CPU per camera, ours to %s's: %.2f; memory: %.2f%n",
                    peer.program(),
                    all.millisPerCamera() / peer.millisPerCamera(),
                    (double) all.pssBytes() / peer.pssBytes());
        }
        String missing = all.complaint();
        if (missing != null) {
            System.err.println("valkka: " + missing);
        }
        System.out.println(all.summary(figures.fewer()));
        return missing == null ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static void draw(Figures figures, Path file) {
        List<IngestFigures> parts = new ArrayList<>(figures.between());
        parts.add(0, figures.fewer());
        parts.add(figures.all());
        new SvgPlot("Receiving cameras of 1.5 Mbit/s", "cameras", "hundredths of a core, and MB")
                .line(
                        "hundredths of a core",
                        parts.stream()
                                .map(part -> new double[] {part.wanted(), 100 * part.cores()})
                                .toList())
                .line(
                        "memory of the process in MB",
                        parts.stream()
                                .map(part -> new double[] {part.wanted(), part.pssBytes() / 1e6})
                                .toList())
                .write(file);
    }

    private void say(String line) {
        if (bench == null || !bench.isQuiet()) {
            System.out.println(line);
        }
    }
}
