package reactor.valkka.media.mp4;

import reactor.valkka.frame.Bytes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes boxes: a size of 32 bits that is filled in at the end, a type of four letters, content.
 *
 * <p><b>Source:</b> ISO/IEC 14496-12 §4.2.
 */
final class Mp4Boxes {
    private static final int DEPTH_MAX = 12;

    private final ByteBuffer out;
    private final int[] starts = new int[DEPTH_MAX];
    private int depth;

    Mp4Boxes(int capacityBytes) {
        out = ByteBuffer.allocate(capacityBytes);
    }

    Mp4Boxes clear() {
        out.clear();
        depth = 0;
        return this;
    }

    int capacity() {
        return out.capacity();
    }

    int length() {
        return out.position();
    }

    Mp4Boxes begin(int type) {
        starts[depth++] = out.position();
        return u32(0).u32(type);
    }

    /** A box with version and flags (§4.2, {@code FullBox}). */
    Mp4Boxes begin(int type, int version, int flags) {
        return begin(type).u32(version << 24 | flags);
    }

    Mp4Boxes end() {
        int start = starts[--depth];
        out.putInt(start, out.position() - start);
        return this;
    }

    Mp4Boxes u8(int value) {
        out.put((byte) value);
        return this;
    }

    Mp4Boxes u16(int value) {
        out.putShort((short) value);
        return this;
    }

    Mp4Boxes u32(int value) {
        out.putInt(value);
        return this;
    }

    Mp4Boxes u64(long value) {
        out.putLong(value);
        return this;
    }

    Mp4Boxes zeros(int count) {
        for (int i = 0; i < count; i++) {
            out.put((byte) 0);
        }
        return this;
    }

    Mp4Boxes text(String ascii) {
        out.put(ascii.getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
        return this;
    }

    Mp4Boxes bytes(Bytes content) {
        out.put(content.asByteBuffer());
        return this;
    }

    Bytes toBytes() {
        return Bytes.copyOf(out.duplicate().flip());
    }

    /** The type of a box as the number that its four letters make. */
    static int type(String letters) {
        return letters.charAt(0) << 24
                | letters.charAt(1) << 16
                | letters.charAt(2) << 8
                | letters.charAt(3);
    }
}
