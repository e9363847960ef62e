package reactor.valkka.rtsp;

/** The camera offers nothing that can be played. */
public final class RtspUnsupportedException extends RtspException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the error.
     *
     * @param what what was expected and what is offered
     * @param stage where the session stood
     * @param peer host and port of the camera
     */
    public RtspUnsupportedException(String what, Stage stage, String peer) {
        super(what, stage, peer, null);
    }
}
