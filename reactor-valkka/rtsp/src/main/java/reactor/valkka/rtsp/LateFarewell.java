package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspRequest;

import java.util.concurrent.TimeUnit;

/**
 * Says goodbye to a session that was {@link LeftBehind}, on the next connection once the camera has
 * let us in. What it answers does not matter, and it is not waited for long. Many close the
 * connection with it, so that another one is made at once.
 *
 * <p>A name shorter than the standard asks for is none that was chosen by chance: a camera that has
 * started again may have given it to somebody else, so that nobody is said goodbye to by it.
 */
final class LateFarewell {

    private static final int ID_CHARACTERS_MIN = 8;
    private static final long SESSION_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long PATIENCE_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(500);

    private final long patienceNanos;
    private @Nullable LeftBehind left;
    private boolean awaited;
    private boolean closes;
    private long patientUntil;

    LateFarewell(Deadlines deadlines) {
        long allowed = deadlines.of(Stage.SETUP).toNanos();
        patienceNanos = Math.min(PATIENCE_NANOS_MAX, allowed / 2);
    }

    /** What a session leaves behind that ends now; {@code null} where nobody can be sure of it. */
    static @Nullable LeftBehind of(String peer, String uri, @Nullable String id, long now) {
        return id == null || id.length() < ID_CHARACTERS_MIN
                ? null
                : new LeftBehind(peer, uri, id, now + SESSION_NANOS);
    }

    /** This is to be said goodbye to. */
    void to(LeftBehind session) {
        left = session;
    }

    /** What to say; {@code null} where there is nothing, or not any more. Said once. */
    @Nullable
    RtspRequest take(String peer, long now) {
        LeftBehind session = left;
        left = null;
        if (session == null || !session.peer().equals(peer) || now - session.untilNanos() >= 0) {
            return null;
        }
        awaited = true;
        closes = true;
        patientUntil = now + patienceNanos;
        return RtspRequest.of(RtspMethod.TEARDOWN, session.uri()).header("Session", session.id());
    }

    /** Whether the camera's answer is waited for. */
    boolean isAwaited() {
        return awaited;
    }

    long patientUntil() {
        return patientUntil;
    }

    /** The answer has come, or is not waited for any more. */
    void answered() {
        awaited = false;
    }

    /** The camera goes on talking on the same connection. */
    void survived() {
        closes = false;
    }

    /** The connection has ended; whether that may be because of what was said. */
    boolean takesEnd() {
        boolean because = closes;
        awaited = false;
        closes = false;
        return because;
    }
}
