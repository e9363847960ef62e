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
    private static final int MESSAGE_CHARS_MAX = 500;

    private final Stage stage;
    private final String peer;

    RtspException(String message, Stage stage, String peer, @Nullable Throwable cause) {
        super(printable(message) + " (" + stage + ", " + peer + ')', cause);
        this.stage = stage;
        this.peer = peer;
    }

    /** Messages quote the camera, which may say anything: they stay one short line of a log. */
    private static String printable(String message) {
        String line = message.codePoints()
                .limit(MESSAGE_CHARS_MAX)
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return line.length() < message.length() ? line + " ..." : line;
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
