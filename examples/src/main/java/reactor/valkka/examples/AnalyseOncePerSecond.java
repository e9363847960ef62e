package reactor.valkka.examples;

import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.valkka.FrameSource;
import reactor.valkka.Overflow;
import reactor.valkka.examples.support.Input;
import reactor.valkka.examples.support.MotionDetector;
import reactor.valkka.ffmpeg.Decode;
import reactor.valkka.ffmpeg.DecodePolicy;
import reactor.valkka.ffmpeg.Decoders;
import reactor.valkka.ffmpeg.Scale;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.PixelFormat;
import reactor.valkka.operator.Fork;
import reactor.valkka.operator.Hop;
import reactor.valkka.operator.Interval;
import reactor.valkka.operator.Use;
import reactor.valkka.pool.FramePool;
import reactor.valkka.sink.http.BoundCameraServer;
import reactor.valkka.sink.http.Camera;
import reactor.valkka.sink.http.CameraServer;
import reactor.valkka.sink.http.FragmentedMp4;
import reactor.valkka.sink.http.Overlay;

import java.time.Duration;

/** Looks for motion once a second with OpenCV, and shows it as boxes over the video in a page. */
public final class AnalyseOncePerSecond {
    private static final int PORT = 8080;
    private static final int WIDTH = 480;
    private static final int HEIGHT = 270;
    private static final int BACKGROUND_PICTURES = 30;

    private AnalyseOncePerSecond() {}

    /** Takes an {@code rtsp://} address or a file. */
    public static void main(String[] arguments) {
        Decoders decoders = Decoders.create();
        BoundCameraServer server = serve(Input.camera(arguments), decoders, PORT);
        System.out.println("Open " + server.address());
        server.onDispose().block();
    }

    static BoundCameraServer serve(FrameSource<EncodedFrame> camera, Decoders decoders, int port) {
        // 1. One connection for two consumers: the page and the analysis.
        Fork<EncodedFrame> encoded = Fork.of(camera.frames());
        FragmentedMp4 video = FragmentedMp4.of(encoded.branch("page", Overflow.skipToKeyFrame(32)));

        // 2. The detector lives as long as somebody is subscribed to its boxes.
        Flux<Overlay> boxes = Flux.using(
                () -> new MotionDetector(BACKGROUND_PICTURES),
                detector -> boxes(encoded, decoders, detector),
                MotionDetector::close);

        // 3. The page draws each box when it shows the picture that it was found in.
        return CameraServer.create()
                .port(port)
                .camera(Camera.of("camera", video).overlay(boxes))
                .bindNow();
    }

    static Flux<Overlay> boxes(
            Fork<EncodedFrame> encoded, Decoders decoders, MotionDetector detector) {
        // 4. Memory for what the detector looks at, reserved once: one in work, one on its way.
        FramePool thumbnails = FramePool.builder("thumbnails")
                .slotBytes(WIDTH * HEIGHT)
                .hold("detector", 2)
                .build();
        return encoded.branch("analyse", Overflow.skipToKeyFrame(16))
                .transform(Decode.on(decoders).policy(DecodePolicy.LATEST_KEY_FRAME))
                // 5. Interval asks for one picture a second, and only that one is decoded, the
                //    newest key frame: a seventh of what it costs to decode them all.
                .transform(Interval.of(Duration.ofSeconds(1)))
                // 6. OpenCV takes its time on a thread that may.
                .transform(Hop.on(Schedulers.boundedElastic(), 1))
                .transform(Scale.to(PixelFormat.GRAY8, WIDTH, HEIGHT, thumbnails))
                // 7. Use.map closes the picture after the function, whatever happens in it.
                .transform(Use.map(picture -> Overlay.of(picture, detector.detect(picture))));
    }
}
