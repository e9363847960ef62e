package reactor.valkka.pool;

import java.nio.ByteBuffer;
import java.util.function.ToLongFunction;

/**
 * A run of direct memory that slots are cut from. Native code asks once for its address and adds a
 * slot's offset, so that no pointer object is made per frame.
 */
public final class Slab {
    private static final int ALIGNMENT_BYTES = 64;
    private static final int PAGE_BYTES = 4096;

    private final ByteBuffer memory;
    private volatile long address;

    Slab(int bytes) {
        memory = ByteBuffer.allocateDirect(bytes + ALIGNMENT_BYTES)
                .alignedSlice(ALIGNMENT_BYTES)
                .slice(0, bytes);
    }

    /** All bytes of the slab, read-only. */
    public ByteBuffer memory() {
        return memory.asReadOnlyBuffer();
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

    /** Writes every page, so that the system really gives it now. */
    void touch() {
        for (int at = 0; at < memory.capacity(); at += PAGE_BYTES) {
            memory.put(at, (byte) 0);
        }
    }
}
