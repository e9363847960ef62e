package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspRequest;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Says goodbye to a session that was {@link LeftBehind}, on the next connection once the camera has
 * let us in. What it answers does not matter, and it is not waited for long. Many close the
 * connection with it, so that another one is made at once.
 *
 * <p>A camera that has started again may have given a name that is none of chance to somebody else,
 * so that nobody is said goodbye to by it: one shorter than the standard asks for, a number that
 * counts sessions, a constant.
 */
final class LateFarewell {

    private static final int ID_CHARACTERS_MIN = 8;
    private static final int DIGITS = 10;
    private static final long SESSION_SECONDS = 60;
    private static final long SESSION_SECONDS_MAX = 600;
    private static final long PATIENCE_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(500);

    private final long patienceNanos;
    private LeftBehind left = new LeftBehind();
    private boolean awaited;
    private boolean closes;
    private long patientUntil;

    LateFarewell(Deadlines deadlines) {
        long allowed = deadlines.of(Stage.SETUP).toNanos();
        patienceNanos = Math.min(PATIENCE_NANOS_MAX, allowed / 2);
    }

    /** What sessions before this one have left behind is here, and is noted here. */
    void to(LeftBehind shared) {
        left = shared;
    }

    /**
     * A session ends that the camera may keep.
     *
     * @param id its name, where it has one
     * @param timeoutSeconds how long the camera said to keep it; 0 where it did not
     */
    void leaves(String peer, String uri, @Nullable String id, int timeoutSeconds, long now) {
        if (id != null && isOfChance(id)) {
            long seconds = timeoutSeconds == 0 ? SESSION_SECONDS : timeoutSeconds;
            long nanos = TimeUnit.SECONDS.toNanos(Math.min(seconds, SESSION_SECONDS_MAX));
            left.note(new LeftSession(peer, uri, id, now + nanos));
        }
    }

    /** The camera has heard that. */
    void heard(@Nullable String id) {
        left.forget(id);
    }

    /** Whether a name is long enough, and neither a small number, nor a constant, nor a row. */
    static boolean isOfChance(String id) {
        boolean counted = id.startsWith("000");
        boolean constant = id.chars().distinct().limit(3).count() < 3;
        return id.length() >= ID_CHARACTERS_MIN && !counted && !constant && !isRow(id);
    }

    /** Whether all steps are the same, as in 12345678 and 87654321; 0 follows 9. */
    private static boolean isRow(String id) {
        return IntStream.range(1, id.length())
                        .map(i -> Math.floorMod(id.charAt(i) - id.charAt(i - 1), DIGITS))
                        .distinct()
                        .limit(2)
                        .count()
                == 1;
    }

    /** What to say; {@code null} where there is nothing, or not any more. Said once. */
    @Nullable
    RtspRequest take(String peer, long now) {
        LeftSession session = left.take(peer, now);
        if (session == null) {
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
        onNewConnection();
        return because;
    }

    /** Nothing that was said on an earlier connection is answered on this one. */
    void onNewConnection() {
        awaited = false;
        closes = false;
    }
}
