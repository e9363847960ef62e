package reactor.valkka.rtsp;

import reactor.valkka.media.rtsp.RtspMethod;

/** The camera refused a request for another reason than its credentials. */
public final class RtspStatusException extends RtspException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final RtspMethod method;
    private final int cseq;

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
        super(method + " was answered " + status + ' ' + reason, stage, peer, null);
        this.status = status;
        this.method = method;
        this.cseq = cseq;
    }

    /** The camera's answer. */
    public int status() {
        return status;
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
