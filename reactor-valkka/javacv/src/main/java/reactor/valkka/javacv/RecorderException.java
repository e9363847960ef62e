package reactor.valkka.javacv;

import reactor.valkka.ValkkaException;

/** A recorder could not be started, or failed while it ran. Never shows credentials. */
public final class RecorderException extends ValkkaException {
    private static final long serialVersionUID = 1L;
    private final Stage stage;

    /** What the recorder was doing. */
    public enum Stage {
        /** Being made and started. */
        START,
        /** Writing a picture. */
        RECORD,
        /** Finishing the recording and being released. */
        CLOSE
    }

    RecorderException(Stage stage, Throwable error) {
        super(
                "Recorder failed at " + stage + ": " + Redaction.message(error),
                Redaction.cause(error));
        this.stage = stage;
    }

    /** What it was doing. */
    public Stage stage() {
        return stage;
    }
}
