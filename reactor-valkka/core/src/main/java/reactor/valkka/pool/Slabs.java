package reactor.valkka.pool;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The memory of one pool, taken from the system slab by slab as it is first needed. Where the
 * system refuses, the pool stays as large as it is, and asks again after some seconds.
 */
final class Slabs {
    private static final Logger LOG = LoggerFactory.getLogger(FramePool.class);

    /** The JVM looks for memory for half a second before it refuses; not for every frame. */
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final String pool;
    private final SlotAllocator allocator;
    private final AtomicReferenceArray<Slab> slabs;
    private volatile int count;
    private boolean refused;
    private long refusedNanos;

    Slabs(String pool, SlotAllocator allocator) {
        this.pool = pool;
        this.allocator = allocator;
        slabs = new AtomicReferenceArray<>(allocator.slabs());
    }

    /** Slabs that there are now. */
    int count() {
        return count;
    }

    /** A slab that there is. */
    Slab at(int index) {
        return slabs.get(index);
    }

    /**
     * Takes one more slab, unless somebody else has done so meanwhile.
     *
     * @param seen number of slabs among which nothing was free
     * @return true if there are more slabs than were seen
     */
    boolean tryGrow(int seen) {
        return seen < slabs.length() && growUnderLock(seen);
    }

    private synchronized boolean growUnderLock(int seen) {
        if (count > seen) {
            return true;
        }
        if (refused && System.nanoTime() - refusedNanos < RETRY_NANOS) {
            return false;
        }
        try {
            grow();
            return true;
        } catch (OutOfMemoryError e) {
            refused = true;
            refusedNanos = System.nanoTime();
            LOG.error(memoryException(e).getMessage());
            return false;
        }
    }

    private void grow() {
        int next = count;
        slabs.set(next, new Slab(allocator.slabBytes(next)));
        allocator.addSlab(next);
        count = next + 1;
        refused = false;
    }

    /** Takes all slabs that are still missing. */
    synchronized void reserveAll() {
        try {
            while (count < slabs.length()) {
                grow();
            }
        } catch (OutOfMemoryError e) {
            throw memoryException(e);
        }
    }

    private PoolMemoryException memoryException(OutOfMemoryError cause) {
        long have = 0;
        for (int i = 0; i < count; i++) {
            have += allocator.slabBytes(i);
        }
        return new PoolMemoryException(pool, have, allocator.slabBytes(count), cause);
    }

    /** Lets go of the memory; nobody may need a slab any more. */
    synchronized void drop() {
        for (int i = 0; i < slabs.length(); i++) {
            slabs.set(i, null);
        }
    }
}
