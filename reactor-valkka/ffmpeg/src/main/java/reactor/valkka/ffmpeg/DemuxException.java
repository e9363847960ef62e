package reactor.valkka.ffmpeg;

import reactor.valkka.ValkkaException;

import java.nio.file.Path;

/** A media file could not be opened or read. */
public final class DemuxException extends ValkkaException {
    private static final long serialVersionUID = 1L;
    private final transient Path file;

    DemuxException(Path file, String problem) {
        super("Cannot read " + file + ": " + problem);
        this.file = file;
    }

    DemuxException(Path file, String operation, int code) {
        this(file, AvError.text(code) + " (" + operation + ", " + AvError.name(code) + ")");
    }

    /** The file. */
    public Path file() {
        return file;
    }
}
