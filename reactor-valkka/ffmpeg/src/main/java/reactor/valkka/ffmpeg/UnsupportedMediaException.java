package reactor.valkka.ffmpeg;

import reactor.valkka.ValkkaException;

/** A stream or file holds something that cannot be decoded here. */
public final class UnsupportedMediaException extends ValkkaException {
    private static final long serialVersionUID = 1L;
    private final String where;
    private final String expected;
    private final String found;

    /** Creates the error from what it is about. */
    public UnsupportedMediaException(String where, String expected, String found) {
        super("Expected " + expected + " in " + where + ", found " + found);
        this.where = where;
        this.expected = expected;
        this.found = found;
    }

    /** The stream or file. */
    public String where() {
        return where;
    }

    /** What would have been understood. */
    public String expected() {
        return expected;
    }

    /** What was there. */
    public String found() {
        return found;
    }
}
