package reactor.valkka.media.bitstream;

import reactor.valkka.ValkkaException;

/** A structure of a bitstream or container cannot be read. Malformed input is data, not a bug. */
public final class MalformedBitstreamException extends ValkkaException {
    private static final long serialVersionUID = 1L;

    private final String structure;
    private final int offset;

    MalformedBitstreamException(String structure, int offset, String expected, long actual) {
        super(structure + ": expected " + expected + ", got " + actual + " (byte " + offset + ")");
        this.structure = structure;
        this.offset = offset;
    }

    /** The structure that could not be read, as its standard names it. */
    public String structure() {
        return structure;
    }

    /** Bytes from the start of the structure to where reading stopped. */
    public int offset() {
        return offset;
    }
}
