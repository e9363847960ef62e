package reactor.valkka.sink.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.ValkkaException;

/** A stream cannot be sent to a group, or not any longer. */
public final class MulticastException extends ValkkaException {
    private static final long serialVersionUID = 1L;

    private final String group;
    private final int port;

    MulticastException(MulticastTarget target, String what, @Nullable Throwable cause) {
        super("Cannot send to " + target + ": " + what, cause);
        group = target.group();
        port = target.port();
    }

    /** Address of the group. */
    public String group() {
        return group;
    }

    /** Port of the first track. */
    public int port() {
        return port;
    }
}
