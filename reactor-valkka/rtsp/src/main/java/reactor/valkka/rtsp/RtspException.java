package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.ValkkaException;

/**
 * A session that could not go on. The subclass says why, the fields say where.
 *
 * <p>No message and no field holds a password.
 */
public abstract sealed class RtspException extends ValkkaException
        permits RtspAuthenticationException,
                RtspConnectionException,
                RtspProtocolException,
                RtspStatusException,
                RtspTimeoutException,
                RtspUnsupportedException {

    private static final long serialVersionUID = 1L;

    private final Stage stage;
    private final String peer;

    RtspException(String message, Stage stage, String peer, @Nullable Throwable cause) {
        super(OneLine.of(message) + " (" + stage + ", " + peer + ')', cause);
        this.stage = stage;
        this.peer = peer;
    }

    /** Where the session stood. */
    public final Stage stage() {
        return stage;
    }

    /** Host and port of the camera. */
    public final String peer() {
        return peer;
    }
}
