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
 * it is asked and has slots; of a live stream it closes what nobody asked for within 0.8 s, up to
 * the next key frame, and nothing else. After an error, a damaged picture or a unit
 * that found no slot, units are closed up to the next key frame, so that no picture is shown that
 * was predicted from something missing. Where decoding as a whole falls behind, less of live
 * streams is decoded, see {@link DecodersBuilder#governed}.
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
    private final boolean skipLoopFilter;
    private final int priority;

    private Decode(
            Decoders decoders,
            DecodePolicy policy,
            int threads,
            boolean skipLoopFilter,
            int priority) {
        this.decoders = decoders;
        this.policy = policy;
        this.threads = threads;
        this.skipLoopFilter = skipLoopFilter;
        this.priority = priority;
    }

    /** Decodes every unit on shared threads. */
    public static Decode on(Decoders decoders) {
        return new Decode(decoders, DecodePolicy.EVERY, 1, false, 0);
    }

    /** Sets what is decoded. Default {@link DecodePolicy#EVERY}. */
    public Decode policy(DecodePolicy newPolicy) {
        return new Decode(decoders, newPolicy, threads, skipLoopFilter, priority);
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
        return new Decode(decoders, policy, count, skipLoopFilter, priority);
    }

    /**
     * Sets whether the codec's loop filter, which smooths the edges of blocks, is left out where
     * nothing is predicted from the picture: in {@link DecodePolicy#KEY_FRAMES} and {@link
     * DecodePolicy#LATEST_KEY_FRAME} in each picture, in the other policies in disposable units
     * only, so that what is left out never adds up. Saves a seventh of a key frame's time; what is
     * scaled down and analysed rarely shows the difference. Default false: pictures are what the
     * standard says, bit by bit.
     */
    public Decode skipLoopFilter(boolean skip) {
        return new Decode(decoders, policy, threads, skip, priority);
    }

    /**
     * Sets how important a live stream is to others that are decoded with {@link
     * DecodePolicy#EVERY}: when decoding falls behind, less is decoded of those with the lowest
     * number first, see {@link DecodersBuilder#governed}. Any number; default 0.
     */
    public Decode priority(int value) {
        return new Decode(decoders, policy, threads, skipLoopFilter, value);
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

    int priority() {
        return priority;
    }

    boolean skipsLoopFilter() {
        return skipLoopFilter;
    }

    /** The pictures of a stream. */
    @Override
    public Flux<Picture> apply(Flux<? extends EncodedFrame> frames) {
        return new DecodeFlux(frames, this);
    }
}
