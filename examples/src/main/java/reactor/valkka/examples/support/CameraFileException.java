package reactor.valkka.examples.support;

import java.nio.file.Path;

/** A list of cameras makes no sense; says where. */
public final class CameraFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;

    CameraFileException(Path file, int line, String what) {
        super(file.getFileName() + (line > 0 ? ", line " + line + ": " : ": ") + what);
        this.line = line;
    }

    /** Where it is, from 1 on; 0 where it is no line's fault. */
    public int line() {
        return line;
    }
}
