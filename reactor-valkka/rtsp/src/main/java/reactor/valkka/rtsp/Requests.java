package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.Authenticator;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;

import java.time.Instant;

/** Numbers requests, signs them, and knows which one waits for its answer. */
final class Requests {

    private static final int INVALID_RANGE = 457;

    private final Authenticator authenticator;
    private final SessionConfig config;
    private int cseq;
    private @Nullable RtspRequest pending;
    private int pendingCseq;
    private @Nullable String sessionId;
    private int timeoutSeconds;

    Requests(Authenticator authenticator, SessionConfig config) {
        this.authenticator = authenticator;
        this.config = config;
    }

    /** Makes a request ready to be sent; its answer is awaited from now on. */
    RtspRequest next(RtspRequest request) {
        pending = request;
        pendingCseq = ++cseq;
        RtspRequest numbered = request.header("CSeq", Integer.toString(cseq));
        numbered = numbered.header("User-Agent", config.userAgent());
        if (sessionId != null) {
            numbered = numbered.header("Session", sessionId);
        }
        String authorization = authenticator.header(request.method(), request.uri());
        return authorization == null ? numbered : numbered.header("Authorization", authorization);
    }

    /** The request that a response answers, or {@code null} where it answers none that waits. */
    @Nullable
    RtspRequest answeredBy(RtspResponse response) {
        int number = response.cseq();
        RtspRequest answered = pending;
        if (answered == null || (number >= 0 && number != pendingCseq)) {
            return null;
        }
        if (response.status() >= 200) {
            pending = null;
        }
        return answered;
    }

    boolean isPending() {
        return pending != null;
    }

    /** Stops waiting for the answer. */
    void forget() {
        pending = null;
    }

    @Nullable
    String sessionId() {
        return sessionId;
    }

    /** Some cameras invent another name in each answer and know the first one. */
    void learnSession(SessionHeader header) {
        if (!header.id().isEmpty() && sessionId == null) {
            sessionId = header.id();
        }
        timeoutSeconds = header.timeoutSeconds() > 0 ? header.timeoutSeconds() : timeoutSeconds;
    }

    /** How long the camera keeps a session that is silent; 0 where it has not said that. */
    int timeoutSeconds() {
        return timeoutSeconds;
    }

    /** The error that an answer is; what the camera says is quoted without secrets. */
    RtspStatusException refusal(
            RtspRequest request, RtspResponse response, Stage stage, String peer) {
        String reason = OneLine.of(config.redaction().redact(response.reason()));
        boolean noSuchTime = response.status() == INVALID_RANGE && config.replay() != null;
        return new RtspStatusException(
                response.status(),
                noSuchTime ? reason + ": the camera has nothing at that time" : reason,
                method(request),
                pendingCseq,
                stage,
                peer,
                RetryAfter.of(response.headers(), Instant.now()));
    }

    static RtspMethod method(RtspRequest request) {
        return RtspMethod.valueOf(request.method());
    }
}
