package reactor.valkka.pool;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.StreamId;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * One stream's part in a pool: an amount that is always there for it, and what is free of the
 * common rest. So one camera can neither starve the others nor be starved by them.
 *
 * <p>What is guaranteed is an amount of memory. In a pool of slots of many sizes a slot also has to
 * be in one piece, so for its largest slots such a pool wants some room to spare.
 *
 * <p><b>Threads:</b> safe for all; meant for one that acquires, while any thread closes what was
 * acquired.
 */
public final class PoolShare implements AutoCloseable {
    private static final AtomicLongFieldUpdater<PoolShare> STATE =
            AtomicLongFieldUpdater.newUpdater(PoolShare.class, "state");
    private static final long CLOSED = 1;

    private final FramePool pool;
    private final StreamId owner;
    private final long guaranteedBytes;

    /** Bytes in slots that are out, times two, and {@link #CLOSED}. */
    private volatile long state;

    PoolShare(FramePool pool, StreamId owner, long guaranteedBytes) {
        this.pool = pool;
        this.owner = owner;
        this.guaranteedBytes = guaranteedBytes;
    }

    /** Whose share it is. */
    public StreamId owner() {
        return owner;
    }

    /** The pool that it is a share of. */
    public FramePool pool() {
        return pool;
    }

    /** What is always there for it, in bytes of whole slots. */
    public long guaranteedBytes() {
        return guaranteedBytes;
    }

    /**
     * Reserves one slot of at least {@code bytes} bytes, or returns {@code null} when none is free
     * for this share.
     *
     * <p><b>Ownership:</b> the caller owns the buffer until it publishes or closes it.
     * <b>Memory:</b> contents are undefined; 64 readable bytes follow the end. In a pool that was
     * not warmed up this may take memory from the system, and returns {@code null} where the system
     * has none (said in the log).
     *
     * @throws IllegalArgumentException if {@code bytes} exceeds {@link FramePool#contentBytesMax()}
     * @throws IllegalStateException if the pool was disposed or the share closed
     */
    public @Nullable FrameBuffer tryAcquire(int bytes) {
        return pool.tryAcquire(this, bytes);
    }

    /** Bytes in slots of this share that are out. */
    public long usedBytes() {
        return state >> 1;
    }

    /** Books a slot, first on what is guaranteed, then on the common rest. */
    boolean book(int slotBytes) {
        while (true) {
            long seen = state;
            if ((seen & CLOSED) != 0) {
                throw new IllegalStateException("The share of " + owner + " is closed");
            }
            long after = seen + 2L * slotBytes;
            long more = committed(after) - committed(seen);
            if (more > 0 && !pool.tryCommit(more)) {
                return false;
            }
            if (STATE.compareAndSet(this, seen, after)) {
                return true;
            }
            if (more > 0) {
                pool.uncommit(more);
                // Meanwhile others may have been refused, and wait.
                pool.wakeWaiters();
            }
        }
    }

    void unbook(int slotBytes) {
        long seen = STATE.getAndAdd(this, -2L * slotBytes);
        pool.uncommit(committed(seen) - committed(seen - 2L * slotBytes));
    }

    /** What the pool cannot give to others: the guarantee, or more where more is out. */
    private long committed(long state) {
        long used = state >> 1;
        return (state & CLOSED) != 0 ? used : Math.max(guaranteedBytes, used);
    }

    /**
     * Ends the share: its guarantee goes to others. Slots that are out stay valid and come back
     * when they are closed.
     */
    @Override
    public void close() {
        long seen;
        do {
            seen = state;
            if ((seen & CLOSED) != 0) {
                return;
            }
        } while (!STATE.compareAndSet(this, seen, seen | CLOSED));
        pool.uncommit(committed(seen) - committed(seen | CLOSED));
        pool.wakeWaiters();
    }
}
