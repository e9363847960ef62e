package reactor.valkka.ffmpeg;

import reactor.core.publisher.Flux;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Picture;

import java.util.function.Function;

/**
 * Decodes the video of a stream: {@code camera.frames().transform(Decode.on(decoders))}.
 *
 * <p><b>Shape:</b> an immutable function from encoded frames to pictures; each setter returns a new
 * one. The flux it makes is cold, and completes or fails with its upstream, behind the pictures
 * that came before. Frames of other tracks are closed.
 *
 * <p><b>Threads:</b> each subscriber's decoder belongs to one thread of {@link Decoders} for life;
 * everything is signalled there. That thread never waits: what comes behind must not block it.
 *
 * <p><b>Ownership:</b> takes the frames over, and hands pictures over. A picture's samples never
 * change, because the decoder goes on predicting from them, and they keep a slot of the stream's
 * picture pool until the picture is closed.
 *
 * <p><b>Overflow:</b> see {@link DecodePolicy}. {@link DecodePolicy#EVERY} asks upstream only when
 * it is asked and has slots; it never drops by itself. After an error, a damaged picture or a unit
 * that found no slot, units are closed up to the next key frame, so that no picture is shown that
 * was predicted from something missing.
 *
 * <p><b>Errors:</b> damaged data is counted and flagged, never an error. {@link AvError}, {@link
 * UnsupportedMediaException} and {@link PictureMemoryException} end a stream that cannot be
 * decoded here; a live stream whose setup has no video is waited for, as its video may begin later.
 */
public final class Decode implements Function<Flux<? extends EncodedFrame>, Flux<Picture>> {
    private static final int THREADS_MAX = 64;
    private final Decoders decoders;
    private final DecodePolicy policy;
    private final int threads;

    private Decode(Decoders decoders, DecodePolicy policy, int threads) {
        this.decoders = decoders;
        this.policy = policy;
        this.threads = threads;
    }

    /** Decodes every unit on shared threads. */
    public static Decode on(Decoders decoders) {
        return new Decode(decoders, DecodePolicy.EVERY, 1);
    }

    /** Sets what is decoded. Default {@link DecodePolicy#EVERY}. */
    public Decode policy(DecodePolicy newPolicy) {
        return new Decode(decoders, newPolicy, threads);
    }

    /**
     * Lets one heavy stream, such as 4K at 60 pictures a second, use several threads of FFmpeg's
     * own. Default 1: the decoder works on its thread of {@link Decoders} alone, and a picture
     * comes out with its own unit, as far as the stream's order allows.
     *
     * <p>With {@code n} threads each picture comes {@code n − 1} units later, at 25 pictures a
     * second {@code (n − 1) × 40} ms; FFmpeg's threads are not bound to cores; and the stream needs
     * {@code n + 1} more picture slots. More streams are better served by more {@link
     * DecodersBuilder#threads}. The policies that decode single key frames use one thread.
     */
    public Decode threads(int count) {
        if (count < 1 || count > THREADS_MAX) {
            throw new IllegalArgumentException("Threads must be 1 to 64, got " + count);
        }
        return new Decode(decoders, policy, count);
    }

    Decoders decoders() {
        return decoders;
    }

    DecodePolicy policy() {
        return policy;
    }

    int threads() {
        return threads;
    }

    /** The pictures of a stream. */
    @Override
    public Flux<Picture> apply(Flux<? extends EncodedFrame> frames) {
        return new DecodeFlux(frames, this);
    }
}
