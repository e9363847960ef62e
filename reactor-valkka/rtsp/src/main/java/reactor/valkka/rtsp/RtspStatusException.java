package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.RtspMethod;

import java.time.Duration;

/** The camera refused a request for another reason than its credentials. */
public final class RtspStatusException extends RtspException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final RtspMethod method;
    private final int cseq;
    private final @Nullable Duration retryAfter;

    /**
     * Creates the error.
     *
     * @param status the camera's answer
     * @param reason the camera's words for it
     * @param method what was asked
     * @param cseq number of the request
     * @param stage where the session stood
     * @param peer host and port of the camera
     */
    public RtspStatusException(
            int status, String reason, RtspMethod method, int cseq, Stage stage, String peer) {
        this(status, reason, method, cseq, stage, peer, null);
    }

    /**
     * Creates the error.
     *
     * @param status the camera's answer
     * @param reason the camera's words for it
     * @param method what was asked
     * @param cseq number of the request
     * @param stage where the session stood
     * @param peer host and port of the camera
     * @param retryAfter how long the camera asks us to stay away, or {@code null}
     */
    public RtspStatusException(
            int status,
            String reason,
            RtspMethod method,
            int cseq,
            Stage stage,
            String peer,
            @Nullable Duration retryAfter) {
        super(
                method + " was answered " + status + ' ' + reason
                        + Refusal.of(status).explained(status),
                stage,
                peer,
                null);
        this.status = status;
        this.method = method;
        this.cseq = cseq;
        this.retryAfter = retryAfter;
    }

    /** The camera's answer. */
    public int status() {
        return status;
    }

    /** What it means. */
    public Refusal refusal() {
        return Refusal.of(status);
    }

    /** How long the camera asks us to stay away; {@code null} where it does not say. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** What was asked. */
    public RtspMethod method() {
        return method;
    }

    /** Number of the request. */
    public int cseq() {
        return cseq;
    }
}
