package reactor.valkka;

import reactor.valkka.frame.Frame;
import reactor.valkka.frame.KeyFramed;
import reactor.valkka.frame.Picture;

/**
 * What happens where a stream meets a consumer that is slower.
 *
 * <p>Typed by what it is safe for: a policy that drops single frames is offered for pictures only,
 * and one that waits for key frames only for frames that have them, so that a pipeline that would
 * damage pictures does not compile.
 *
 * <table>
 * <caption>The policies</caption>
 * <tr><th>policy</th><th>for</th><th>on a live stream</th><th>on an on-demand stream</th></tr>
 * <tr><td>{@link #latest()}</td><td>watching pictures</td><td>the newest picture replaces the one
 * that waits</td><td>same</td></tr>
 * <tr><td>{@link #onRequest()}</td><td>asking for single pictures</td><td>a request is answered by
 * a picture that comes after it</td><td>same</td></tr>
 * <tr><td>{@link #skipToKeyFrame}</td><td>viewers</td><td>the whole backlog goes, up to the newest
 * key frame</td><td>back-pressure</td></tr>
 * <tr><td>{@link #dropUntilKeyFrame}</td><td>recorders</td><td>the backlog stays, new units are
 * refused until a key frame fits</td><td>back-pressure</td></tr>
 * <tr><td>{@link #fail}</td><td>any frame</td><td>{@link OverflowException}</td><td>same</td></tr>
 * <tr><td>{@link #backpressure}</td><td>any frame</td><td>refused with an error: a camera cannot be
 * held back</td><td>the slowest such consumer sets the pace</td></tr>
 * </table>
 *
 * @param <F> what kind of frame the policy is safe for
 */
public sealed interface Overflow<F> {

    /** See {@link #latest()}. */
    record Latest() implements Overflow<Picture> {}

    /** See {@link #onRequest()}. */
    record OnRequest() implements Overflow<Picture> {}

    /**
     * See {@link #skipToKeyFrame}.
     *
     * @param units that may wait
     */
    record SkipToKeyFrame(int units) implements Overflow<KeyFramed> {
        /** Checks the bound. */
        public SkipToKeyFrame {
            positive(units);
        }
    }

    /**
     * See {@link #dropUntilKeyFrame}.
     *
     * @param units that may wait
     */
    record DropUntilKeyFrame(int units) implements Overflow<KeyFramed> {
        /** Checks the bound. */
        public DropUntilKeyFrame {
            positive(units);
        }
    }

    /**
     * See {@link #fail}.
     *
     * @param frames that may wait
     */
    record Fail(int frames) implements Overflow<Frame> {
        /** Checks the bound. */
        public Fail {
            positive(frames);
        }
    }

    /**
     * See {@link #backpressure}.
     *
     * @param prefetch frames that may wait
     */
    record Backpressure(int prefetch) implements Overflow<Frame> {
        /** Checks the bound. */
        public Backpressure {
            positive(prefetch);
        }
    }

    /**
     * One picture waits, and the newest replaces it: for watching. Counts as watching from its
     * first request until a picture has lain unread for a second.
     */
    static Overflow<Picture> latest() {
        return new Latest();
    }

    /**
     * Nothing waits: each request is answered by one picture that comes after it, and where nobody
     * else watches, nothing is decoded in between.
     */
    static Overflow<Picture> onRequest() {
        return new OnRequest();
    }

    /**
     * When {@code units} wait, drops the whole backlog up to the newest key frame, or all of it and
     * what comes until the next one. A viewer would have to wait for that key frame anyway, and so
     * sees the present instead of the past.
     */
    static Overflow<KeyFramed> skipToKeyFrame(int units) {
        return new SkipToKeyFrame(units);
    }

    /**
     * When {@code units} wait, keeps them and refuses what comes until a key frame fits: a
     * recorder's backlog is the recording.
     */
    static Overflow<KeyFramed> dropUntilKeyFrame(int units) {
        return new DropUntilKeyFrame(units);
    }

    /** When {@code frames} wait, this consumer gets an {@link OverflowException}. */
    static Overflow<Frame> fail(int frames) {
        return new Fail(frames);
    }

    /** Holds the source back; {@code prefetch} frames may wait. Only for on-demand streams. */
    static Overflow<Frame> backpressure(int prefetch) {
        return new Backpressure(prefetch);
    }

    private static void positive(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("At least one frame must fit, got " + bound);
        }
    }
}
