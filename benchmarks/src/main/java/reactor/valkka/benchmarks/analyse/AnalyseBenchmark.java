package reactor.valkka.benchmarks.analyse;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import reactor.valkka.benchmarks.Bench;
import reactor.valkka.benchmarks.farm.FarmFootage;
import reactor.valkka.benchmarks.measure.MeasureOptions;
import reactor.valkka.ffmpeg.DecodePolicy;

import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * One small picture a second of each of many cameras: received, decoded as it is asked for, scaled.
 * Beside it the floor: FFmpeg alone in a loop over the same key frames, and receiving alone.
 */
@Command(
        name = "analyse",
        description = {
            "Makes a small picture a second of each of many cameras: 720p25, 1.5 Mbit/s.",
            "The last line is 'analyse: cameras N, cores C, cameras per core K, late pictures L':"
                    + " cameras that gave 0.99 pictures a period or more; processor time of the"
                    + " analysing process alone. Each picture is checked by the number that it"
                    + " shows. Exits with 1 if a camera gave fewer, or another picture than it"
                    + " should."
        },
        mixinStandardHelpOptions = true)
public final class AnalyseBenchmark implements Callable<Integer> {

    private static final int CLIPS = 16;
    private static final int QUICK_CAMERAS = 24;
    private static final int CAMERAS_MOST = 2_000;
    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    @Mixin
    private MeasureOptions options = new MeasureOptions();

    @Option(names = "--cameras", description = "How many. Default: 100; with --quick 24.")
    private @Nullable Integer cameras;

    @Option(
            names = "--fps",
            defaultValue = "1",
            description = "Pictures a second of each. Default: ${DEFAULT-VALUE}.")
    private double picturesPerSecond;

    @Option(
            names = "--size",
            defaultValue = "480x270",
            description = "Width and height of what is made. Default: ${DEFAULT-VALUE}.")
    private String size = "";

    @Option(
            names = "--group",
            defaultValue = "1",
            description =
                    "Seconds from one key frame of the cameras to the next: 1, 2 or 4. Default:"
                            + " ${DEFAULT-VALUE}.")
    private int groupSeconds;

    @Option(
            names = "--policy",
            defaultValue = "LATEST_KEY_FRAME",
            description =
                    "LATEST_KEY_FRAME, or LATEST_PICTURE, which decodes on to the newest unit."
                            + " Default: ${DEFAULT-VALUE}.")
    private DecodePolicy policy = DecodePolicy.LATEST_KEY_FRAME;

    @Option(
            names = "--skip-loop-filter",
            description = "Decode without the loop filter, and the floor, too.")
    private boolean withoutLoopFilter;

    @Option(
            names = "--seconds",
            defaultValue = "40",
            description = "How long to measure. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--versus",
            description = "Measure this program, too: ffmpeg (a process for each camera),"
                    + " ffmpeg-nokey (the same, key frames only), gstreamer.")
    private @Nullable String versus;

    @CommandLine.ParentCommand
    private @Nullable Bench bench;

    @Override
    public Integer call() {
        String complaint = complaint();
        if (complaint != null) {
            System.err.println("valkka: " + complaint);
            return CommandLine.ExitCode.USAGE;
        }
        options.check();
        FarmFootage footage =
                new FarmFootage(groupSeconds * FarmFootage.PICTURES_PER_SECOND, CLIPS);
        say("  the cameras' footage is made by ffmpeg the first time, which takes a while");
        footage.files();
        AnalyseMeasurement measurement = new AnalyseMeasurement(
                footage, plan(), options.isQuick(), seconds, bench == null || !bench.isQuiet());
        AnalyseMeasurement.Figures figures =
                measurement.run(versus == null ? null : Analyser.named(versus));
        options.write("analyse", figures);
        return report(figures);
    }

    private @Nullable String complaint() {
        if (count() < 4 || count() > CAMERAS_MOST) {
            return "--cameras must be 4 to " + CAMERAS_MOST + ", got " + count();
        }
        if (!(picturesPerSecond > 0 && picturesPerSecond <= FarmFootage.PICTURES_PER_SECOND)) {
            return "--fps must be above 0 and at most 25, got " + picturesPerSecond;
        }
        if (!size.matches("[1-9]\\d{1,3}x[1-9]\\d{1,3}")) {
            return "--size must be like 480x270, got " + size;
        }
        if (groupSeconds != 1 && groupSeconds != 2 && groupSeconds != 4) {
            return "--group must be 1, 2 or 4, got " + groupSeconds;
        }
        if (policy != DecodePolicy.LATEST_KEY_FRAME && policy != DecodePolicy.LATEST_PICTURE) {
            return "--policy must be LATEST_KEY_FRAME or LATEST_PICTURE, got " + policy;
        }
        if (seconds < 5 || seconds > 120) {
            return "--seconds must be 5 to 120, got " + seconds;
        }
        return versus != null && Analyser.named(versus) == null
                ? "--versus knows ffmpeg, ffmpeg-nokey and gstreamer, got " + versus
                : null;
    }

    private int count() {
        return cameras != null ? cameras : options.isQuick() ? QUICK_CAMERAS : 100;
    }

    private AnalysePlan plan() {
        String[] sides = size.split("x", -1);
        return new AnalysePlan(
                count(),
                (long) (NANOS_PER_SECOND / picturesPerSecond),
                Integer.parseInt(sides[0]),
                Integer.parseInt(sides[1]),
                groupSeconds * FarmFootage.PICTURES_PER_SECOND,
                CLIPS,
                policy,
                withoutLoopFilter);
    }

    private int report(AnalyseMeasurement.Figures figures) {
        AnalyseFigures all = figures.all();
        figures.fewer().tell(null, this::say);
        all.tell(figures.fewer(), this::say);
        AnalyseFigures peer = figures.peer();
        if (peer != null) {
            peer.tell(null, this::say);
            System.out.printf(
                    Locale.ROOT,
                    "cameras per core, ours to %s's: %.2f%n",
                    peer.program(),
                    all.camerasPerCore() / peer.camerasPerCore());
        }
        System.out.printf(
                Locale.ROOT,
                "floor: %.2f ms for a key frame and its small picture, %.2f ms a second to receive"
                        + " a camera; %s%n",
                figures.bareMillis(),
                figures.receiveMillis(),
                Double.isNaN(figures.ratio())
                        ? "no ratio: with " + policy + " more than key frames is decoded"
                        : String.format(Locale.ROOT, "ours to the floor: %.2f", figures.ratio()));
        System.out.println(all.summary());
        return all.isComplete() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private void say(String line) {
        if (bench == null || !bench.isQuiet()) {
            System.out.println(line);
        }
    }
}
