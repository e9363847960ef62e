package reactor.valkka.sink.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.ValkkaException;

/** A mount has nothing to offer now: its camera does not come, or has failed. */
final class MountUnavailableException extends ValkkaException {
    private static final long serialVersionUID = 1L;

    private final String path;

    MountUnavailableException(String path, String what, @Nullable Throwable cause) {
        super("The camera of " + path + " " + what, cause);
        this.path = path;
    }

    /** Path of the mount. */
    String path() {
        return path;
    }
}
