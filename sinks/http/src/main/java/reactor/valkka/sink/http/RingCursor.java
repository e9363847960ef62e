package reactor.valkka.sink.http;

import org.jspecify.annotations.Nullable;

/**
 * Where one viewer stands in a ring. This and its connection are all that a viewer costs.
 *
 * <p><b>Threads:</b> the fields belong to the ring, under its lock.
 */
final class RingCursor {
    static final long AT_KEY_FRAME = -1;

    private final FragmentRing ring;
    private final Runnable wake;

    /** Number of the fragment that is due, or {@link #AT_KEY_FRAME}. */
    long next = AT_KEY_FRAME;

    /** Fragment after the last one given, or {@link #AT_KEY_FRAME}; counts what is skipped. */
    long expected = AT_KEY_FRAME;

    /** True once the viewer has been sent away. */
    boolean dismissed;

    /** Segment that the viewer has been given last. */
    @Nullable
    FragmentBytes initialization;

    RingCursor(FragmentRing ring, Runnable wake) {
        this.ring = ring;
        this.wake = wake;
    }

    /** What is due, retained for the caller; null if nothing is, or at the end. */
    @Nullable
    FragmentBytes poll() {
        return ring.poll(this);
    }

    /** True once the stream has ended and all that the viewer will get has been given. */
    boolean isAtEnd() {
        return ring.isAtEnd(this);
    }

    /** Tells the viewer's connection that there may be more; from any thread. */
    void wake() {
        wake.run();
    }
}
