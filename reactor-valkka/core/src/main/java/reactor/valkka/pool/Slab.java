package reactor.valkka.pool;

import java.nio.ByteBuffer;
import java.util.function.ToLongFunction;

/**
 * A run of direct memory that slots are cut from. Native code asks once for its address and adds a
 * slot's offset, so that no pointer object is made per frame.
 */
public final class Slab {
    private static final int ALIGNMENT_BYTES = 64;

    private final ByteBuffer memory;
    private final ByteBuffer readOnly;
    private volatile long address;

    /**
     * Takes the memory from the system. It comes zeroed, so that every page of it has been written
     * and is really there.
     *
     * @throws OutOfMemoryError if the JVM may not have so much direct memory
     */
    Slab(int bytes) {
        memory = ByteBuffer.allocateDirect(bytes + ALIGNMENT_BYTES)
                .alignedSlice(ALIGNMENT_BYTES)
                .slice(0, bytes);
        readOnly = memory.asReadOnlyBuffer();
    }

    /** All bytes of the slab, read-only. */
    public ByteBuffer memory() {
        return readOnly.duplicate();
    }

    /**
     * The native address of the first byte.
     *
     * @param resolver finds the address of a direct buffer; called once per slab
     */
    public long address(ToLongFunction<ByteBuffer> resolver) {
        long known = address;
        if (known == 0) {
            known = resolver.applyAsLong(memory.duplicate());
            address = known;
        }
        return known;
    }

    ByteBuffer slice(int offset, int bytes) {
        return memory.slice(offset, bytes);
    }

    ByteBuffer readOnlySlice(int offset, int bytes) {
        return readOnly.slice(offset, bytes);
    }

    /** Writes zeros; {@code bytes} is a multiple of 8. */
    void zero(int offset, int bytes) {
        for (int at = offset; at < offset + bytes; at += Long.BYTES) {
            memory.putLong(at, 0);
        }
    }
}
