package reactor.valkka.examples;

import reactor.core.publisher.Mono;
import reactor.valkka.FrameSource;
import reactor.valkka.Overflow;
import reactor.valkka.ffmpeg.Decode;
import reactor.valkka.ffmpeg.DecodePolicy;
import reactor.valkka.ffmpeg.Decoders;
import reactor.valkka.ffmpeg.Scale;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Picture;
import reactor.valkka.frame.PixelFormat;
import reactor.valkka.operator.Fork;
import reactor.valkka.operator.Interval;
import reactor.valkka.operator.Use;
import reactor.valkka.pool.FramePool;
import reactor.valkka.sink.http.CameraServer;
import reactor.valkka.source.rtsp.RtspSource;

import java.time.Duration;

/** A camera in the browser, and one small picture a second for an analyser: the readme's lines. */
public final class TenLines {
    private static final int BYTES = 480 * 270 * 3;

    private TenLines() {}

    /** Takes an {@code rtsp://} address. */
    public static void main(String[] arguments) {
        FramePool small =
                FramePool.builder("small").slotBytes(BYTES).hold("analyse", 2).build();
        run(RtspSource.create(arguments[0]), Decoders.create(), small).block();
    }

    static Mono<Void> run(FrameSource<EncodedFrame> camera, Decoders decoders, FramePool small) {
        Fork<EncodedFrame> door = Fork.of(camera.frames());

        CameraServer.create().port(8080).camera("door", door).bindNow();

        return door.branch("analyse", Overflow.skipToKeyFrame(16))
                .transform(Decode.on(decoders).policy(DecodePolicy.LATEST_KEY_FRAME))
                .transform(Interval.of(Duration.ofSeconds(1)))
                .transform(Scale.to(PixelFormat.BGR24, 480, 270, small))
                .as(Use.each(picture -> analyse(picture)));
    }

    private static void analyse(Picture picture) {
        System.out.println("a picture of " + picture.format() + " at " + picture.pts());
    }
}
