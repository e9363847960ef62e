package reactor.valkka.examples;

import reactor.core.publisher.Mono;
import reactor.valkka.FrameSource;
import reactor.valkka.examples.support.Input;
import reactor.valkka.ffmpeg.Decode;
import reactor.valkka.ffmpeg.Decoders;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.HostPicture;
import reactor.valkka.frame.Picture;
import reactor.valkka.operator.Use;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Decodes a camera or a file and prints how bright each picture is. */
public final class DecodeOneCamera {
    private static final int SAMPLED = 97;

    private DecodeOneCamera() {}

    /** Takes an {@code rtsp://} address or a file. */
    public static void main(String[] arguments) {
        // 1. The threads that decode and the memory of the pictures: one for the whole program.
        Decoders decoders = Decoders.create();
        decode(Input.open(arguments), decoders, System.out::println).block();
        decoders.dispose();
    }

    static Mono<Void> decode(
            FrameSource<EncodedFrame> camera, Decoders decoders, Consumer<String> output) {
        // 2. Encoded frames become pictures, which lie in a pool, without a copy.
        return camera.frames()
                .transform(Decode.on(decoders))
                // 3. The function borrows the picture; Use.each closes it, and its slot is free.
                .as(Use.each(picture -> output.accept(describe(picture))));
    }

    private static String describe(Picture picture) {
        return "%8.3f s  %d×%d %s  brightness %d"
                .formatted(
                        picture.ptsNanos() / 1e9,
                        picture.format().width(),
                        picture.format().height(),
                        picture.header().type(),
                        brightness((HostPicture) picture));
    }

    /** 4. Plane 0 of a YUV picture is luma, a byte a pixel: here the mean of some of them. */
    private static long brightness(HostPicture picture) {
        ByteBuffer luma = picture.plane(0);
        long sum = 0;
        int count = 0;
        for (int i = 0; i < luma.limit(); i += SAMPLED) {
            sum += luma.get(i) & 0xFF;
            count++;
        }
        return sum / count;
    }
}
