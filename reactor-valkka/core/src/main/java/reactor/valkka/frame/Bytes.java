package reactor.valkka.frame;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** A short immutable run of bytes on the heap, compared by value: a parameter set, a header. */
public final class Bytes {
    private static final int PRINTED_BYTES = 16;
    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    /** Copies an array. */
    public static Bytes copyOf(byte[] content) {
        return new Bytes(content.clone());
    }

    /** Copies what remains in a buffer, whose position stays as it is. */
    public static Bytes copyOf(ByteBuffer content) {
        byte[] copy = new byte[content.remaining()];
        content.get(content.position(), copy);
        return new Bytes(copy);
    }

    /** Number of bytes. */
    public int size() {
        return content.length;
    }

    /** The byte at an index. */
    public byte at(int index) {
        return content[index];
    }

    /** The bytes, read-only. */
    public ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(content).asReadOnlyBuffer();
    }

    /** A copy that the caller may change. */
    public byte[] toArray() {
        return content.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    /** Size and first bytes, for logs. */
    @Override
    public String toString() {
        int shown = Math.min(content.length, PRINTED_BYTES);
        String head = HexFormat.of().formatHex(content, 0, shown);
        return content.length + " bytes " + head + (shown < content.length ? "…" : "");
    }
}
