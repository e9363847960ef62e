package reactor.valkka.javacv;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;
import reactor.valkka.FrameSource;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.Picture;
import reactor.valkka.frame.StreamId;
import reactor.valkka.pool.FramePool;

/**
 * The pictures of any JavaCV {@code FrameGrabber}.
 *
 * <pre>{@code
 * GrabberSource.create(() -> new OpenCVFrameGrabber(0)).pacing(Pacing.LIVE).frames()
 * }</pre>
 *
 * <p><b>Shape:</b> cold; each subscription makes, starts and releases a grabber of its own. On
 * demand it reads when asked and completes at the end. Live it reads all the time, hands on the
 * pictures that are asked for, and fails if the grabber comes to an end. Audio is passed over.
 *
 * <p><b>Threads:</b> one of its own per subscription, {@code valkka-file-*}, on which all is
 * signalled and which may block; grabbers do. {@code cancel()} returns at once; the thread ends
 * after the call that the grabber is in.
 *
 * <p><b>Ownership:</b> each picture is a copy in a slot and belongs to the subscriber. A
 * subscription holds at most the pictures that its subscriber has not closed.
 *
 * <p><b>Overflow:</b> on demand a full pool is waited for. Live, pictures that nobody asked for
 * are counted as {@code PICTURES_SKIPPED}, and those without a free slot as {@code POOL_EXHAUSTED}.
 *
 * <p><b>Errors:</b> {@link GrabberException}; {@link ImageFormatException} for images other than
 * 1 or 3 channels of 8 bits.
 *
 * <p><b>Units:</b> {@code pts} in microseconds, as the grabber tells them.
 */
public final class GrabberSource implements FrameSource<Picture> {
    private static final int SLOTS = 8;
    private final Settings settings;

    record Settings(
            GrabberFactory factory,
            StreamId stream,
            Pacing pacing,
            int slots,
            @Nullable FramePool pool,
            Counters counters) {}

    private GrabberSource(Settings settings) {
        this.settings = settings;
    }

    /** A source of what grabbers made by the factory grab. */
    public static GrabberSource create(GrabberFactory factory) {
        return new GrabberSource(new Settings(
                factory, StreamId.of("grabber"), Pacing.ON_DEMAND, SLOTS, null, Counters.shared()));
    }

    /** Names the stream. Default {@code grabber}. */
    public GrabberSource stream(StreamId stream) {
        Settings s = settings;
        return new GrabberSource(
                new Settings(s.factory, stream, s.pacing, s.slots, s.pool, s.counters));
    }

    /** {@code LIVE} for devices and cameras. Default {@code ON_DEMAND}, for files. */
    public GrabberSource pacing(Pacing pacing) {
        Settings s = settings;
        return new GrabberSource(
                new Settings(s.factory, s.stream, pacing, s.slots, s.pool, s.counters));
    }

    /**
     * Number of pictures that may be open at a time in a pool that each subscription makes at its
     * first picture. Default 8.
     */
    public GrabberSource slots(int slots) {
        if (slots < 1) {
            throw new IllegalArgumentException("At least 1 slot is needed, got " + slots);
        }
        Settings s = settings;
        return new GrabberSource(
                new Settings(s.factory, s.stream, s.pacing, slots, s.pool, s.counters));
    }

    /** Takes slots from this pool instead of one of its own; it stays with its owner. */
    public GrabberSource pool(FramePool pool) {
        Settings s = settings;
        return new GrabberSource(
                new Settings(s.factory, s.stream, s.pacing, s.slots, pool, s.counters));
    }

    /** Counts here. Default {@link Counters#shared()}. */
    public GrabberSource counters(Counters counters) {
        Settings s = settings;
        return new GrabberSource(
                new Settings(s.factory, s.stream, s.pacing, s.slots, s.pool, counters));
    }

    @Override
    public Flux<Picture> frames() {
        return Flux.from(subscriber -> new GrabberSubscription(settings, subscriber).start());
    }
}
