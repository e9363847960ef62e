package reactor.valkka.rtsp;

/** What the camera sends cannot be understood as RTSP. */
public final class RtspProtocolException extends RtspException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the error.
     *
     * @param what what was expected and what came
     * @param stage where the session stood
     * @param peer host and port of the camera
     */
    public RtspProtocolException(String what, Stage stage, String peer) {
        super(what, stage, peer, null);
    }
}
