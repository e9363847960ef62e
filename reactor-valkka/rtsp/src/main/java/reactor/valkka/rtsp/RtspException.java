package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.ValkkaException;

import java.time.Duration;

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
    private Duration elapsed = Duration.ZERO;
    private String lastHeard = "";

    RtspException(String message, Stage stage, String peer, @Nullable Throwable cause) {
        super(OneLine.of(message) + " (" + stage + ", " + peer + ')', cause);
        this.stage = stage;
        this.peer = peer;
    }

    /** What the session adds before anybody sees the error. */
    final void situate(Duration sinceStage, String heard) {
        elapsed = sinceStage;
        lastHeard = heard;
    }

    /** Where the session stood. */
    public final Stage stage() {
        return stage;
    }

    /** Host and port of the camera. */
    public final String peer() {
        return peer;
    }

    /** How long the session had been in that stage. */
    public final Duration elapsed() {
        return elapsed;
    }

    /**
     * What the camera said last, as one line without secrets; empty where it said nothing. To be
     * shown to who has to find out what a camera does.
     */
    public final String lastHeard() {
        return lastHeard;
    }
}
