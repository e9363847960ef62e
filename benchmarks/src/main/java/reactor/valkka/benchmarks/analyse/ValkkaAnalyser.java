package reactor.valkka.benchmarks.analyse;

import reactor.core.publisher.Flux;
import reactor.valkka.benchmarks.farm.FarmClient;
import reactor.valkka.benchmarks.farm.FarmFootage;
import reactor.valkka.benchmarks.measure.JsonLine;
import reactor.valkka.benchmarks.measure.WorkerProcess;
import reactor.valkka.ffmpeg.Decode;
import reactor.valkka.ffmpeg.DecodePolicy;
import reactor.valkka.ffmpeg.Decoders;
import reactor.valkka.ffmpeg.Scale;
import reactor.valkka.ffmpeg.ScaleFilter;
import reactor.valkka.frame.Picture;
import reactor.valkka.frame.PixelFormat;
import reactor.valkka.operator.Interval;
import reactor.valkka.operator.Use;
import reactor.valkka.pool.FramePool;
import reactor.valkka.source.rtsp.ConnectionGovernor;
import reactor.valkka.source.rtsp.RtspSource;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Our process: fetches so many cameras, decodes what is asked for, makes it small, and looks at it.
 * Answers {@code status} and {@code mark} with what it has seen; ends with its standard input.
 */
final class ValkkaAnalyser {

    private static final long POOL_BYTES_PER_CAMERA = 192 << 10;
    private static final long POOL_BYTES_RESERVE = 2 << 20; // for key frames that come at once
    private static final long KEY_PICTURE_BYTES = 128 << 20;
    private static final long PICTURE_BYTES_PER_CAMERA = 20 << 20;
    private static final int SMALL_PICTURES = 16;

    private final List<AnalysedPictures> cameras = new ArrayList<>();

    private ValkkaAnalyser() {}

    /** Direct memory that it needs. */
    static long poolBytes(AnalysePlan plan) {
        return unitBytes(plan) + pictureBytes(plan);
    }

    private static long unitBytes(AnalysePlan plan) {
        return POOL_BYTES_RESERVE + plan.cameras() * POOL_BYTES_PER_CAMERA;
    }

    /** Cameras share pictures where only key frames are decoded; otherwise each has its own. */
    private static long pictureBytes(AnalysePlan plan) {
        return plan.policy() == DecodePolicy.LATEST_KEY_FRAME
                ? KEY_PICTURE_BYTES
                : plan.cameras() * PICTURE_BYTES_PER_CAMERA;
    }

    /** Takes the beginning of the addresses, and an {@link AnalysePlan}. */
    public static void main(String[] arguments) throws IOException {
        ValkkaAnalyser analyser = new ValkkaAnalyser();
        analyser.start(arguments[0], JsonLine.parse(arguments[1], AnalysePlan.class));
        WorkerProcess.answer(order -> analyser.status());
        System.exit(0);
    }

    private void start(String addresses, AnalysePlan plan) {
        FramePool pool = FramePool.builder("cameras")
                .capacityBytes(unitBytes(plan))
                .build()
                .warmup();
        FramePool small = FramePool.builder("small")
                .hold("small", SMALL_PICTURES)
                .slotBytes(plan.width() * plan.height() * 3)
                .build();
        Decoders decoders = Decoders.builder().pictureBytes(pictureBytes(plan)).build();
        ConnectionGovernor governor = FarmClient.governor();
        FarmFootage footage = new FarmFootage(plan.group(), plan.clips());
        for (int camera = 0; camera < plan.cameras(); camera++) {
            RtspSource source = RtspSource.create(addresses + camera).pool(pool).governor(governor);
            AnalysedPictures pictures = new AnalysedPictures(
                    footage,
                    camera,
                    plan.policy() == DecodePolicy.LATEST_KEY_FRAME,
                    plan.periodNanos());
            cameras.add(pictures);
            FarmClient.watch(
                    addresses + camera,
                    pictures(source, plan, decoders, small).as(Use.each(pictures::take)));
        }
    }

    private static Flux<Picture> pictures(
            RtspSource source, AnalysePlan plan, Decoders decoders, FramePool small) {
        Decode decode =
                Decode.on(decoders).policy(plan.policy()).skipLoopFilter(plan.withoutLoopFilter());
        Scale scale = Scale.to(PixelFormat.RGB24, plan.width(), plan.height(), small)
                .filter(ScaleFilter.FAST_BILINEAR);
        return source.frames()
                .transform(decode)
                .transform(Interval.of(Duration.ofNanos(plan.periodNanos())))
                .transform(scale);
    }

    private AnalyseStatus status() {
        return AnalyseStatus.of(cameras.stream().map(AnalysedPictures::seen).toList());
    }
}
