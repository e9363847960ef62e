package reactor.valkka.pool;

import java.util.Arrays;

/**
 * The binary buddy system: free blocks of 2^k units, k up to the order of a chunk. Splits a larger
 * block where none of the wanted order is free, and joins neighbours again when both are. Guarded
 * by its own lock, which is held for a few dozen steps at most.
 */
final class BuddyBlocks {
    private static final int NONE = -1;
    private static final byte NOT_FREE = -1;

    private final int chunkOrder;
    private final int[] firstFree;
    private final int[] next;
    private final int[] previous;

    /** Per unit: the order of the free block that starts there, or {@link #NOT_FREE}. */
    private final byte[] freeOrder;

    BuddyBlocks(int chunks, int chunkOrder) {
        this.chunkOrder = chunkOrder;
        int units = chunks << chunkOrder;
        firstFree = new int[chunkOrder + 1];
        next = new int[units];
        previous = new int[units];
        freeOrder = new byte[units];
        Arrays.fill(firstFree, NONE);
        Arrays.fill(freeOrder, NOT_FREE);
        for (int chunk = chunks - 1; chunk >= 0; chunk--) {
            link(chunk << chunkOrder, chunkOrder);
        }
    }

    /** Takes a block of an order: its first unit, or −1. */
    synchronized int take(int order) {
        int have = order;
        while (have <= chunkOrder && firstFree[have] == NONE) {
            have++;
        }
        if (have > chunkOrder) {
            return NONE;
        }
        int unit = firstFree[have];
        unlink(unit, have);
        while (have > order) {
            have--;
            link(unit + (1 << have), have);
        }
        return unit;
    }

    /** Gives a block back, and joins it with its free neighbours. */
    synchronized void give(int unit, int order) {
        int start = unit;
        int size = order;
        while (size < chunkOrder) {
            int buddy = start ^ 1 << size;
            if (freeOrder[buddy] != size) {
                break;
            }
            unlink(buddy, size);
            start = Math.min(start, buddy);
            size++;
        }
        link(start, size);
    }

    private void link(int unit, int order) {
        int head = firstFree[order];
        next[unit] = head;
        previous[unit] = NONE;
        if (head != NONE) {
            previous[head] = unit;
        }
        firstFree[order] = unit;
        freeOrder[unit] = (byte) order;
    }

    private void unlink(int unit, int order) {
        if (previous[unit] == NONE) {
            firstFree[order] = next[unit];
        } else {
            next[previous[unit]] = next[unit];
        }
        if (next[unit] != NONE) {
            previous[next[unit]] = previous[unit];
        }
        freeOrder[unit] = NOT_FREE;
    }
}
