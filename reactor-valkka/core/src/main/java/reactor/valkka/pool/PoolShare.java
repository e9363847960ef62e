package reactor.valkka.pool;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.StreamId;

/**
 * One stream's part in a pool: an amount that is always there for it, and what is free of the
 * common rest. So one camera can neither starve the others nor be starved by them.
 *
 * <p><b>Threads:</b> one thread acquires at a time, any thread closes what was acquired.
 */
public final class PoolShare implements AutoCloseable {
    private final FramePool pool;
    private final StreamId owner;
    private final long guaranteedBytes;
    private long usedBytes;
    private boolean closed;

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

    /**
     * Reserves one slot of at least {@code bytes} bytes, or returns {@code null} when none is free
     * for this share.
     *
     * <p><b>Ownership:</b> the caller owns the buffer until it publishes or closes it.
     * <b>Memory:</b> contents are undefined; 64 readable bytes follow the end.
     *
     * @throws IllegalArgumentException if {@code bytes} exceeds {@link FramePool#contentBytesMax()}
     * @throws IllegalStateException if the pool was disposed or the share closed
     */
    public @Nullable FrameBuffer tryAcquire(int bytes) {
        return pool.tryAcquire(this, bytes);
    }

    /** Bytes in slots of this share that are out. */
    public synchronized long usedBytes() {
        return usedBytes;
    }

    /** Books a slot, first on what is guaranteed, then on the common rest. */
    synchronized boolean book(int slotBytes) {
        if (closed) {
            throw new IllegalStateException("The share of " + owner + " is closed");
        }
        long before = excess(usedBytes);
        long after = excess(usedBytes + slotBytes);
        if (after > before && !pool.bookCommon(after - before)) {
            return false;
        }
        usedBytes += slotBytes;
        return true;
    }

    synchronized void unbook(int slotBytes) {
        long before = excess(usedBytes);
        usedBytes -= slotBytes;
        pool.unbookCommon(before - excess(usedBytes));
    }

    private long excess(long used) {
        return Math.max(0, used - (closed ? 0 : guaranteedBytes));
    }

    /**
     * Ends the share: its guarantee goes to others. Slots that are out stay valid and come back
     * when they are closed.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            long before = excess(usedBytes);
            closed = true;
            pool.forceCommon(excess(usedBytes) - before);
        }
        pool.unpromise(guaranteedBytes);
    }
}
