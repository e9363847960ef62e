package reactor.valkka.spi;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.Frame;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A bounded queue between one thread that offers and one that polls, without locks.
 *
 * <p><b>Ownership:</b> a frame belongs to the queue from a successful {@link #offer} until {@link
 * #poll} returns it.
 *
 * @param <F> kind of the frames
 */
public final class SpscFrameQueue<F extends Frame> {
    private final AtomicReferenceArray<@Nullable F> cells;
    private final int mask;
    private final int capacity;
    private final AtomicLong offered = new AtomicLong();
    private final AtomicLong polled = new AtomicLong();

    /** A queue that holds {@code capacity} frames at most. */
    public SpscFrameQueue(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("Capacity must be at least 1, got " + capacity);
        }
        this.capacity = capacity;
        int size = Integer.highestOneBit(2 * capacity - 1);
        cells = new AtomicReferenceArray<>(size);
        mask = size - 1;
    }

    /** Appends a frame, or returns false when the queue is full; then the caller keeps it. */
    public boolean offer(F frame) {
        long index = offered.getPlain();
        if (index - polled.getAcquire() >= capacity) {
            return false;
        }
        cells.setPlain((int) index & mask, frame);
        offered.setRelease(index + 1);
        return true;
    }

    /** Takes the oldest frame, or returns {@code null} when there is none. */
    public @Nullable F poll() {
        long index = polled.getPlain();
        if (index == offered.getAcquire()) {
            return null;
        }
        int cell = (int) index & mask;
        F frame = cells.getPlain(cell);
        cells.setPlain(cell, null);
        polled.setRelease(index + 1);
        return frame;
    }

    /** True if nothing waits; exact for the thread that polls. */
    public boolean isEmpty() {
        return polled.getAcquire() == offered.getAcquire();
    }

    /** How many wait; for the thread that offers at most as many as this. */
    public int size() {
        return (int) (offered.getAcquire() - polled.getAcquire());
    }

    /** Closes all that waits. For the thread that polls. */
    public void clear() {
        F frame = poll();
        while (frame != null) {
            frame.close();
            frame = poll();
        }
    }
}
