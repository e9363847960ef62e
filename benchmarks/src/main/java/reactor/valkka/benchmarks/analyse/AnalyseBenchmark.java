package reactor.valkka.benchmarks.analyse;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import reactor.valkka.benchmarks.farm.FarmFootage;
import reactor.valkka.benchmarks.measure.MeasureOptions;
import reactor.valkka.benchmarks.measure.OpenFiles;
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
                    + " analysing process alone; pictures that came longer after the one before"
                    + " of their camera than a period, or a group where that is longer, and 100"
                    + " ms: how old a picture is, they do not say. Each picture is checked by the"
                    + " number that it shows. Exits with 1 if a camera gave fewer, none at all, or"
                    + " another picture than it should."
        },
        mixinStandardHelpOptions = true)
public final class AnalyseBenchmark implements Callable<Integer> {

    private static final int CLIPS = 16;
    private static final int QUICK_CAMERAS = 24;
    private static final int CAMERAS_LEAST = 4;
    private static final int SECONDS_LEAST = 5;
    private static final int SECONDS_MOST = 120;
    private static final int QUICK_SECONDS = 5;

    /** So that each camera gives one, whenever the measurement begins. */
    private static final double PICTURES_LEAST = 2;

    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    @Mixin
    private MeasureOptions options = new MeasureOptions();

    @Option(names = "--cameras", description = "How many. Default: 100; with --quick 24.")
    private @Nullable Integer cameras;

    @Option(
            names = "--fps",
            defaultValue = "1",
            description = "Pictures a second of each: at most 25, and two or more while it is"
                    + " measured. Default: ${DEFAULT-VALUE}.")
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
            description = "How long to measure; with --quick 5. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--versus",
            description = "Measure this program, too: ffmpeg (a process for each camera),"
                    + " ffmpeg-nokey (the same, key frames only), gstreamer.")
    private @Nullable String versus;

    @Override
    public Integer call() {
        refuse();
        Analyser peer = options.peer(versus, Analyser.values(), Analyser.VALKKA);
        options.check();
        FarmFootage footage =
                new FarmFootage(groupSeconds * FarmFootage.PICTURES_PER_SECOND, CLIPS);
        options.say("  the cameras' footage is made by ffmpeg the first time, which takes a while");
        footage.files();
        return report(
                peer,
                new AnalyseMeasurement(footage, plan(), options, measuredSeconds()).run(peer));
    }

    private void refuse() {
        options.range("--cameras", count(), CAMERAS_LEAST, Analyser.VALKKA.camerasMost());
        options.range("--seconds", seconds, SECONDS_LEAST, SECONDS_MOST);
        options.refuse(OpenFiles.complaint(count(), "cameras", 1));
        double least = PICTURES_LEAST / measuredSeconds();
        if (!(picturesPerSecond >= least && picturesPerSecond <= FarmFootage.PICTURES_PER_SECOND)) {
            options.refuse(String.format(
                    Locale.ROOT,
                    "--fps must be %.3f to %d where %d s are measured, got %s",
                    least,
                    FarmFootage.PICTURES_PER_SECOND,
                    measuredSeconds(),
                    picturesPerSecond));
        }
        if (!size.matches("[1-9]\\d{1,3}x[1-9]\\d{1,3}")) {
            options.refuse("--size must be like 480x270, got " + size);
        }
        if (groupSeconds != 1 && groupSeconds != 2 && groupSeconds != 4) {
            options.refuse("--group must be 1, 2 or 4, got " + groupSeconds);
        }
        if (policy != DecodePolicy.LATEST_KEY_FRAME && policy != DecodePolicy.LATEST_PICTURE) {
            options.refuse("--policy must be LATEST_KEY_FRAME or LATEST_PICTURE, got " + policy);
        }
    }

    private int count() {
        return cameras != null ? cameras : options.isQuick() ? QUICK_CAMERAS : 100;
    }

    private int measuredSeconds() {
        return options.isQuick() ? Math.min(seconds, QUICK_SECONDS) : seconds;
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

    private int report(@Nullable Analyser peer, AnalyseMeasurement.Figures figures) {
        AnalyseFigures all = figures.all();
        figures.fewer().tell(null, options::say);
        all.tell(figures.fewer(), options::say);
        AnalyseFigures theirs = figures.peer();
        if (peer != null && theirs != null) {
            theirs.tell(null, options::say);
            String ratio = String.format(
                    Locale.ROOT,
                    "cameras per core, ours with %d to %s's with %d: %.2f",
                    all.wanted(),
                    theirs.program(),
                    theirs.wanted(),
                    all.camerasPerCore() / theirs.camerasPerCore());
            options.compare(ratio, peer, theirs.complaint());
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
        return options.end(figures, figures.complaint(), all.summary());
    }
}
