package reactor.valkka.examples;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.valkka.FrameSource;
import reactor.valkka.Overflow;
import reactor.valkka.examples.support.Input;
import reactor.valkka.ffmpeg.Decode;
import reactor.valkka.ffmpeg.Decoders;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Picture;
import reactor.valkka.javacv.BufferedImages;
import reactor.valkka.operator.Fork;
import reactor.valkka.operator.Hop;
import reactor.valkka.operator.Inspect;
import reactor.valkka.operator.Interval;
import reactor.valkka.operator.Use;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

import javax.imageio.ImageIO;

/**
 * Reads a camera once and decodes it once, for three consumers that cannot disturb each other: one
 * counts what arrives, one watches every picture, and one saves a snapshot every five seconds.
 */
public final class DecodeOnceForkMany {
    private static final int WAITING_UNITS_MAX = 16;
    private static final Duration COUNTED = Duration.ofSeconds(2);

    private DecodeOnceForkMany() {}

    /** Takes an {@code rtsp://} address or a file. Writes to {@code snapshot.jpg}. */
    public static void main(String[] arguments) {
        Decoders decoders = Decoders.create();
        run(Input.camera(arguments), decoders, Duration.ofSeconds(5), Path.of("snapshot.jpg"))
                .block();
        decoders.dispose();
    }

    static Mono<Void> run(
            FrameSource<EncodedFrame> camera, Decoders decoders, Duration period, Path snapshot) {
        // 1. One connection. It begins with the first branch and ends with the last.
        Fork<EncodedFrame> encoded = Fork.of(camera.frames());

        // 2. One decoder, behind a branch of its own. If it is too slow, the branch skips to a key
        //    frame, so that no picture is ever damaged.
        Fork<Picture> pictures =
                Fork.of(encoded.branch("decode", Overflow.skipToKeyFrame(WAITING_UNITS_MAX))
                        .transform(Decode.on(decoders)));

        // 3. Each consumer says what it can bear to lose.
        Mono<Void> count = encoded.branch("count", Overflow.skipToKeyFrame(WAITING_UNITS_MAX))
                .transform(Inspect.rate("encoded", COUNTED, System.out::println))
                .as(Use.each(frame -> {}));
        Mono<Void> watch = pictures.branch("watch", Overflow.latest())
                .transform(Inspect.rate("pictures", COUNTED, System.out::println))
                .as(Use.each(picture -> {}));

        // 4. Saving blocks, so it hops to a thread that may. Where nobody watched, only the
        //    pictures that are asked for here would be decoded.
        Mono<Void> save = pictures.branch("save", Overflow.onRequest())
                .transform(Interval.of(period))
                .transform(Hop.on(Schedulers.boundedElastic(), 1))
                .as(Use.each(picture -> save(picture, snapshot)));

        // 5. All three, until one fails or the camera ends.
        return Mono.when(count, watch, save);
    }

    private static void save(Picture picture, Path file) {
        BufferedImage image = BufferedImages.copyOf(picture);
        try {
            ImageIO.write(image, "jpg", file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
        System.out.println("saved " + file);
    }
}
