package reactor.valkka;

import org.jspecify.annotations.Nullable;

/**
 * Root of all errors of this toolkit. Modules add final subclasses that carry what happened as
 * fields; the message says what was expected, what came, and where.
 */
public class ValkkaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates an error with a message for people. */
    public ValkkaException(String message) {
        super(message);
    }

    /** Creates an error with a message for people and the error behind it. */
    public ValkkaException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
