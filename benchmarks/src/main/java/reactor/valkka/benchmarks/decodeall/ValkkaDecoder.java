package reactor.valkka.benchmarks.decodeall;

import reactor.core.publisher.Flux;
import reactor.valkka.benchmarks.farm.FarmClient;
import reactor.valkka.benchmarks.farm.FarmFootage;
import reactor.valkka.benchmarks.measure.Delays;
import reactor.valkka.benchmarks.measure.DelaysPerThread;
import reactor.valkka.benchmarks.measure.WorkerProcess;
import reactor.valkka.ffmpeg.Decode;
import reactor.valkka.ffmpeg.Decoders;
import reactor.valkka.operator.Use;
import reactor.valkka.pool.FramePool;
import reactor.valkka.source.rtsp.ConnectionGovernor;
import reactor.valkka.source.rtsp.RtspSource;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Our process: fetches so many cameras and decodes every picture. Answers {@code status} and {@code
 * mark}; ends with its standard input.
 */
final class ValkkaDecoder {

    private static final long POOL_BYTES_PER_CAMERA = 1 << 20;
    private static final long PICTURE_BYTES_PER_CAMERA = 20 << 20;
    private static final double NANOS_PER_MILLI = 1e6;

    private final List<DecodedPictures> cameras = new ArrayList<>();
    private final DelaysPerThread delays = new DelaysPerThread();
    private final Fairness fairness = new Fairness();

    private ValkkaDecoder() {}

    /** Direct memory that so many cameras need. */
    static long poolBytes(int cameras) {
        return cameras * (POOL_BYTES_PER_CAMERA + PICTURE_BYTES_PER_CAMERA);
    }

    /**
     * Takes the beginning of the addresses, how many cameras, how many clips they show, and whether
     * less is decoded when there is too much.
     */
    public static void main(String[] arguments) throws IOException {
        ValkkaDecoder decoder = new ValkkaDecoder();
        decoder.start(
                arguments[0],
                Integer.parseInt(arguments[1]),
                new FarmFootage(FarmFootage.PICTURES_PER_SECOND, Integer.parseInt(arguments[2])),
                Boolean.parseBoolean(arguments[3]));
        WorkerProcess.answer(decoder::answer);
        System.exit(0);
    }

    private void start(String addresses, int count, FarmFootage footage, boolean governed) {
        FramePool pool = FramePool.builder("cameras")
                .capacityBytes(count * POOL_BYTES_PER_CAMERA)
                .build();
        Decoders decoders = Decoders.builder()
                .pictureBytes(count * PICTURE_BYTES_PER_CAMERA)
                .governed(governed)
                .build();
        ConnectionGovernor governor = FarmClient.governor();
        for (int camera = 0; camera < count; camera++) {
            DecodedPictures pictures = new DecodedPictures(footage, camera, delays);
            cameras.add(pictures);
            FarmClient.watch(
                    addresses + camera,
                    RtspSource.create(addresses + camera)
                            .pool(pool)
                            .governor(governor)
                            .frames()
                            .doOnNext(pictures::pass)
                            .transform(Decode.on(decoders))
                            .as(Use.each(pictures::take)));
        }
        Flux.interval(Duration.ofSeconds(1))
                .onBackpressureDrop()
                .subscribe(second -> fairness.second(
                        cameras.stream().mapToLong(DecodedPictures::pictures).toArray()));
    }

    private DecodeAllStatus answer(String order) {
        DecodeAllStatus status = status();
        if (order.equals("mark")) {
            mark();
        }
        return status;
    }

    private void mark() {
        delays.clear();
        fairness.mark();
        cameras.forEach(DecodedPictures::mark);
    }

    private DecodeAllStatus status() {
        Delays sum = delays.sum();
        return new DecodeAllStatus(
                cameras.stream().mapToLong(DecodedPictures::pictures).sum(),
                cameras.stream().mapToLong(DecodedPictures::newPictures).min().orElse(0),
                cameras.stream().mapToLong(DecodedPictures::wrong).sum(),
                fairness.worst(),
                sum.nanos(0.5) / NANOS_PER_MILLI,
                sum.nanos(0.99) / NANOS_PER_MILLI,
                sum.nanos(0.999) / NANOS_PER_MILLI,
                cameras.stream()
                        .mapToDouble(DecodedPictures::longestGapMillis)
                        .max()
                        .orElse(0));
    }
}
