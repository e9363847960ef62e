package reactor.valkka.ffmpeg;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.StreamId;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * What all decoders together may use for pictures. Each stream gets a pool of its own, so that no
 * consumer that holds pictures can starve another stream; pools that nobody uses any more are kept
 * for the next stream of the same layout until their bytes are needed.
 *
 * <p><b>Threads:</b> safe for all.
 */
final class PictureMemory {
    private final long budgetBytes;
    private final List<PicturePool> used = new ArrayList<>();
    private final List<PicturePool> returned = new ArrayList<>();
    private boolean disposed;

    PictureMemory(long budgetBytes) {
        this.budgetBytes = budgetBytes;
    }

    long budgetBytes() {
        return budgetBytes;
    }

    /** Bytes reserved so far. */
    synchronized long reservedBytes() {
        return sum(used) + sum(returned);
    }

    /** Pools in use, for statistics. */
    synchronized List<PicturePool> pools() {
        return List.copyOf(used);
    }

    /**
     * Reserves the pictures of a stream.
     *
     * @throws PictureMemoryException if they do not fit
     */
    synchronized PicturePool reserve(StreamId stream, PictureLayout layout, int slots) {
        PicturePool known = reuse(layout, slots);
        if (known != null) {
            known.assign(stream);
            used.add(known);
            return known;
        }
        long wanted = PicturePool.bytes(layout, slots);
        makeRoom(wanted);
        long free = budgetBytes - reservedBytes();
        if (wanted > free) {
            throw new PictureMemoryException(stream, slots, layout, wanted, free, budgetBytes);
        }
        try {
            PicturePool made = new PicturePool(stream, layout, slots);
            used.add(made);
            return made;
        } catch (OutOfMemoryError e) {
            PictureMemoryException refused =
                    new PictureMemoryException(stream, slots, layout, wanted, 0, budgetBytes);
            refused.initCause(e);
            throw refused;
        }
    }

    private @Nullable PicturePool reuse(PictureLayout layout, int slots) {
        for (Iterator<PicturePool> all = returned.iterator(); all.hasNext(); ) {
            PicturePool pool = all.next();
            if (pool.slots() == slots && pool.layout().equals(layout) && pool.openSlots() == 0) {
                all.remove();
                return pool;
            }
        }
        return null;
    }

    private void makeRoom(long wanted) {
        for (Iterator<PicturePool> all = returned.iterator();
                all.hasNext() && budgetBytes - reservedBytes() < wanted; ) {
            PicturePool pool = all.next();
            if (pool.openSlots() == 0) {
                pool.dispose();
                all.remove();
            }
        }
    }

    /** Takes a pool back that FFmpeg does not refer to any more; consumers may. */
    synchronized void giveBack(PicturePool pool) {
        used.remove(pool);
        if (disposed) {
            pool.dispose();
        } else {
            returned.add(pool);
        }
    }

    /** Forgets pools as they come back. */
    synchronized void dispose() {
        disposed = true;
        returned.forEach(PicturePool::dispose);
        returned.clear();
    }

    private static long sum(List<PicturePool> pools) {
        long sum = 0;
        for (PicturePool pool : pools) {
            sum += pool.bytes();
        }
        return sum;
    }
}
