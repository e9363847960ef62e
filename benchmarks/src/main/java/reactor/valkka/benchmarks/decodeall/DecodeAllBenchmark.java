package reactor.valkka.benchmarks.decodeall;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import reactor.valkka.benchmarks.farm.CameraFarm;
import reactor.valkka.benchmarks.farm.FarmFootage;
import reactor.valkka.benchmarks.farm.Observation;
import reactor.valkka.benchmarks.measure.Contestant;
import reactor.valkka.benchmarks.measure.LiveTable;
import reactor.valkka.benchmarks.measure.MeasureOptions;

import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Every picture of many cameras, decoded and looked at: processor time, how evenly cameras are
 * served, and, with more cameras than the machine can decode, what becomes of them.
 */
@Command(
        name = "decode-all",
        description = {
            "Decodes every picture of many cameras: 720p25, 1.5 Mbit/s, a key frame a second.",
            "The last line is 'decode-all: cameras N, cores C, pictures a second P, ms per picture"
                    + " M, spread S %, p99 X ms, longest gap G ms, wrong W': the spread is that"
                    + " between the cameras with the most and with the fewest pictures in any ten"
                    + " seconds, delays are those from the camera's write. More cameras than"
                    + " the machine can decode show how it degrades. Exits with 1 if a picture was"
                    + " wrong, or a camera showed none while it was measured."
        },
        mixinStandardHelpOptions = true)
public final class DecodeAllBenchmark implements Callable<Integer> {

    private static final int SECONDS_MOST = 120;
    private static final int CLIPS = 16;
    private static final int WARM_UP_SECONDS = 30;
    private static final int QUICK_WARM_UP_SECONDS = 5;
    private static final int QUICK_SECONDS = 12;

    @Mixin
    private MeasureOptions options = new MeasureOptions();

    @Option(
            names = "--cameras",
            defaultValue = "16",
            description = "How many. Default: ${DEFAULT-VALUE}.")
    private int cameras;

    @Option(
            names = "--seconds",
            defaultValue = "40",
            description = "How long to measure; with --quick 12. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--versus",
            description = "Measure FFmpeg's program, too, that of the library that we decode with:"
                    + " ffmpeg (a process for each camera), ffmpeg-one (one for all); or"
                    + " ungoverned: ours, without stepping down when there is too much.")
    private @Nullable String versus;

    /**
     * All figures.
     *
     * @param ours of our process
     * @param peer of the other program
     */
    record Figures(DecodeAllFigures ours, @Nullable DecodeAllFigures peer) {}

    @Override
    public Integer call() {
        options.range("--cameras", cameras, 1, DecodingProgram.VALKKA.camerasMost());
        options.range("--seconds", seconds, QUICK_SECONDS, SECONDS_MOST);
        DecodingProgram peer =
                options.peer(versus, DecodingProgram.values(), DecodingProgram.VALKKA);
        if (peer != null) {
            String option = "--versus " + versus + ": --cameras";
            options.range(option, cameras, 1, peer.camerasMost());
        }
        options.check();
        FarmFootage footage = new FarmFootage(FarmFootage.PICTURES_PER_SECOND, CLIPS);
        options.say("  the cameras' footage is made by ffmpeg the first time, which takes a while");
        footage.files();
        LiveTable table = DecodeAllFigures.table(options);
        DecodeAllFigures theirs = peer == null ? null : measure(footage, peer, table);
        DecodeAllFigures ours = measure(footage, DecodingProgram.VALKKA, table);
        // Whoever reads a comparison has to know what was not decoded.
        Consumer<String> remark = theirs == null ? options::say : System.out::println;
        ours.tell(options::say, remark);
        if (theirs != null) {
            theirs.tell(options::say, remark);
        }
        if (peer != null && theirs != null && theirs.hasPictures() && ours.hasPictures()) {
            String ratio = String.format(
                    Locale.ROOT,
                    "processor time for a picture, %s's to ours: %.3f",
                    theirs.program(),
                    theirs.millisPerPicture() / ours.millisPerPicture());
            options.compare(ratio, peer, theirs.complaint());
        }
        return options.end(new Figures(ours, theirs), ours.complaint(), ours.summary());
    }

    private DecodeAllFigures measure(
            FarmFootage footage, DecodingProgram decoding, LiveTable table) {
        boolean quick = options.isQuick();
        try (CameraFarm farm = CameraFarm.start(footage);
                Contestant<DecodeAllStatus> program =
                        decoding.start(farm.addresses(), cameras, footage)) {
            return new Observation<>(
                            farm,
                            program,
                            cameras,
                            window -> DecodeAllFigures.of(decoding.title(), cameras, window),
                            (second, figures) -> figures.row(table, second))
                    .measure(
                            quick ? QUICK_WARM_UP_SECONDS : WARM_UP_SECONDS,
                            quick ? QUICK_SECONDS : seconds);
        }
    }
}
