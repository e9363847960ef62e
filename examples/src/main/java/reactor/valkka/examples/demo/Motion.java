package reactor.valkka.examples.demo;

import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.valkka.Overflow;
import reactor.valkka.examples.support.MotionDetector;
import reactor.valkka.ffmpeg.Decode;
import reactor.valkka.ffmpeg.Decoders;
import reactor.valkka.ffmpeg.Scale;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Picture;
import reactor.valkka.frame.PixelFormat;
import reactor.valkka.operator.Fork;
import reactor.valkka.operator.Hop;
import reactor.valkka.operator.Inspect;
import reactor.valkka.operator.Use;
import reactor.valkka.pool.FramePool;
import reactor.valkka.sink.http.Overlay;

/** Boxes around what moves in a camera's pictures, for each picture that there is time for. */
final class Motion {
    private static final int WIDTH = 480;
    private static final int HEIGHT = 270;
    private static final int WAITING_UNITS_MAX = 16;
    private static final int BACKGROUND_PICTURES = 100;

    private Motion() {}

    static Flux<Overlay> boxes(Fork<EncodedFrame> encoded, Decoders decoders) {
        Fork<Picture> pictures =
                Fork.of(encoded.branch("motion", Overflow.skipToKeyFrame(WAITING_UNITS_MAX))
                        .transform(Decode.on(decoders)));
        FramePool thumbnails = FramePool.builder("thumbnails")
                .slotBytes(WIDTH * HEIGHT)
                .hold("detector", 2)
                .build();
        Flux<Overlay> boxes = Flux.using(
                () -> new MotionDetector(BACKGROUND_PICTURES),
                detector -> pictures.branch("detector", Overflow.latest())
                        .transform(Hop.on(Schedulers.boundedElastic(), 1))
                        .transform(Scale.to(PixelFormat.GRAY8, WIDTH, HEIGHT, thumbnails))
                        .transform(Inspect.delivered("motion"))
                        .transform(
                                Use.map(picture -> Overlay.of(picture, detector.detect(picture)))),
                MotionDetector::close);
        // Loading OpenCV takes a moment, which nobody else should wait for.
        return boxes.subscribeOn(Schedulers.boundedElastic(), false);
    }
}
