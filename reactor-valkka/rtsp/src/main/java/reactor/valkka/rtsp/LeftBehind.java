package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

/**
 * What the sessions of one stream have left at a camera: one whose connection has ended before a
 * TEARDOWN was heard, while its packets come by another way. It keeps others out of a camera that
 * is full, and sends to ports that nobody opens any more, until its timeout.
 *
 * <p><b>Shape:</b> given to one session after the other, with {@link RtspClientSession#cleanUp}. A
 * session that fails notes itself here, and the first one that is let in says goodbye to it,
 * however many have failed in between. It may be shared by a session that still waits for the
 * answer to its own TEARDOWN and the next one.
 *
 * <p><b>Threads:</b> one, that of the sessions. <b>Bounds:</b> only the last session is known, and
 * no longer than ten minutes.
 */
public final class LeftBehind {

    private @Nullable LeftSession session;

    /** Nothing is left behind yet. */
    public LeftBehind() {}

    /** This one may stay with the camera. */
    void note(LeftSession left) {
        session = left;
    }

    /** The camera has heard that this one is over. */
    void forget(@Nullable String id) {
        if (session != null && session.id().equals(id)) {
            session = null;
        }
    }

    /** Whom to say goodbye to at a camera, once; {@code null} where there is nobody any more. */
    @Nullable
    LeftSession take(String peer, long now) {
        LeftSession left = session;
        if (left == null) {
            return null;
        }
        boolean over = now - left.untilNanos() >= 0;
        boolean here = left.peer().equals(peer);
        if (over || here) {
            session = null;
        }
        return over || !here ? null : left;
    }
}
