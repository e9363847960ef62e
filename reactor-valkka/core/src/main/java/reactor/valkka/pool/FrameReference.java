package reactor.valkka.pool;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * One owner's reference to a published slot: what access units and pictures are underneath.
 *
 * <p><b>Ownership:</b> each reference is closed by its owner, once; closing it again does nothing,
 * and using it afterwards throws, whoever else still holds the slot. The slot returns to its pool
 * with the last reference.
 *
 * <p><b>Threads:</b> any thread may close. Closing takes no lock that is held for long and never
 * blocks.
 */
public abstract class FrameReference implements AutoCloseable {
    private static final AtomicIntegerFieldUpdater<FrameReference> CLOSED =
            AtomicIntegerFieldUpdater.newUpdater(FrameReference.class, "closed");

    private final Lease lease;
    private volatile int closed;

    /** Publishes a buffer: it is moved here, and nobody can write to its slot any more. */
    protected FrameReference(FrameBuffer buffer) {
        lease = buffer.publish();
    }

    /** A second reference to the same slot. */
    protected FrameReference(FrameReference other) {
        other.checkOpen();
        other.lease.retain();
        lease = other.lease;
    }

    /** False once this reference has been closed. */
    public final boolean isOpen() {
        return closed == 0;
    }

    /** Bytes of content. */
    public final int size() {
        checkOpen();
        return lease.length;
    }

    /** The memory that the slot lies in. */
    public final Slab slab() {
        checkOpen();
        return lease.slab;
    }

    /** Where the slot begins in its {@link #slab()}. */
    public final int slabOffset() {
        checkOpen();
        return lease.offset;
    }

    /** True if both refer to the same slot of the same pool. */
    public final boolean isSameSlot(FrameReference other) {
        return lease == other.lease;
    }

    /** Notes who has the slot now, for {@link PoolStats#held()}. */
    public final void heldBy(@Nullable String holder) {
        checkOpen();
        lease.ticket.holder = holder;
    }

    /** A read-only view of the content, of its own. */
    protected final ByteBuffer contents() {
        checkOpen();
        return lease.slab.readOnlySlice(lease.offset, lease.length);
    }

    /** Throws if this reference has been closed. */
    protected final void checkOpen() {
        if (closed != 0) {
            throw new IllegalStateException(
                    getClass().getSimpleName() + " was used after it was closed");
        }
    }

    @Override
    public final void close() {
        if (CLOSED.compareAndSet(this, 0, 1)) {
            lease.release();
        }
    }
}
