package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

/** The camera could not be reached, or the connection ended. */
public final class RtspConnectionException extends RtspException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the error.
     *
     * @param what what happened
     * @param stage where the session stood
     * @param peer host and port of the camera
     * @param cause the error of the network, or {@code null}
     */
    public RtspConnectionException(
            String what, Stage stage, String peer, @Nullable Throwable cause) {
        super(what, stage, peer, cause);
    }
}
