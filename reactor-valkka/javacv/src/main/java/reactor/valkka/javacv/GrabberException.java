package reactor.valkka.javacv;

import org.jspecify.annotations.Nullable;

import reactor.valkka.ValkkaException;
import reactor.valkka.frame.StreamId;

/** A grabber could not be opened, or failed while it ran. Never shows credentials. */
public final class GrabberException extends ValkkaException {
    private static final long serialVersionUID = 1L;
    private final String stream;
    private final Stage stage;

    /** What the grabber was doing. */
    public enum Stage {
        /** Being made and started. */
        START,
        /** Reading the next picture. */
        GRAB,
        /** Ending, although it is live and has no end. */
        ENDED,
        /** Being stopped and released. */
        CLOSE
    }

    GrabberException(StreamId stream, Stage stage, Throwable error) {
        this(stream, stage, Redaction.message(error), Redaction.cause(error));
    }

    GrabberException(StreamId stream, Stage stage, String what, @Nullable Throwable cause) {
        super("Grabber of " + stream + " failed at " + stage + ": " + what, cause);
        this.stream = stream.name();
        this.stage = stage;
    }

    /** Whose grabber it was. */
    public StreamId stream() {
        return StreamId.of(stream);
    }

    /** What it was doing. */
    public Stage stage() {
        return stage;
    }
}
