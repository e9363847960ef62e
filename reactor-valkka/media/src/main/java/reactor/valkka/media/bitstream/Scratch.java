package reactor.valkka.media.bitstream;

import java.nio.ByteBuffer;

/** Heap memory for the few bytes that must be looked at before it is known where they go. */
final class Scratch {
    private static final int FIRST_BYTES = 256;

    private final int bytesMax;
    private ByteBuffer bytes = ByteBuffer.allocate(FIRST_BYTES);

    Scratch(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    ByteBuffer bytes() {
        return bytes;
    }

    int length() {
        return bytes.position();
    }

    void clear() {
        bytes.clear();
    }

    /** Adds bytes; false if there would be more than a slot can hold. */
    boolean put(ByteBuffer source, int from, int to) {
        if (!ensure(to - from)) {
            return false;
        }
        int at = bytes.position();
        bytes.put(at, source, from, to - from);
        bytes.position(at + to - from);
        return true;
    }

    void put(byte value) {
        if (ensure(1)) {
            bytes.put(value);
        }
    }

    private boolean ensure(int more) {
        int needed = bytes.position() + more;
        if (needed < 0 || needed > bytesMax) {
            return false;
        }
        if (needed > bytes.capacity()) {
            int capacity = Math.min(bytesMax, Math.max(needed, 2 * bytes.capacity()));
            bytes = ByteBuffer.allocate(capacity).put(bytes.flip());
        }
        return true;
    }
}
