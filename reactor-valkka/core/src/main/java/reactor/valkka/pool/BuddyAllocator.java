package reactor.valkka.pool;

import java.util.Arrays;

/**
 * Slots of 1, 1.5, 2, 3, 4, 6 … KiB up to 4 MiB from one stock of memory. No part of the stock
 * belongs to a size for good: what is free can become any size again, so that a pool serves
 * cameras whose unit sizes nobody knew beforehand.
 *
 * <p>Powers of two come from a binary buddy system. A slot of 3·2^k is a block of 4·2^k whose last
 * quarter is given back at once, so it consists of a block of 2·2^k and one of 2^k, side by side.
 *
 * <p>In front of it stands a lock-free stack per size that keeps freed slots for the next taker of
 * that size; the buddy system, under its lock, is asked when the stack is empty. When it has
 * nothing either, the stacks are emptied into it, and neighbours grow together.
 */
final class BuddyAllocator implements SlotAllocator {
    static final int UNIT_BYTES = 1024;
    static final int CHUNK_ORDER = 12;
    static final int CHUNK_BYTES = UNIT_BYTES << CHUNK_ORDER;
    private static final int UNITS_PER_CHUNK = 1 << CHUNK_ORDER;
    private static final int SIZES = 2 * CHUNK_ORDER + 1;

    private final int chunks;
    private final SlotStack[] cached = new SlotStack[SIZES];
    private final BuddyBlocks blocks;

    BuddyAllocator(int chunks) {
        this.chunks = chunks;
        blocks = new BuddyBlocks(chunks, CHUNK_ORDER);
        Arrays.setAll(cached, size -> new SlotStack(slotsOfSize(size)));
    }

    /** Slots of a size start at multiples of its largest block: one number for each. */
    private int slotsOfSize(int size) {
        return chunks * (UNITS_PER_CHUNK >> size / 2);
    }

    @Override
    public long allocate(int slotBytes) {
        int size = size(slotBytes);
        int slot = cached[size].pop();
        if (slot >= 0) {
            return placeOfUnit(slot << largestBlock(size));
        }
        int unit = take(size);
        if (unit < 0) {
            giveCachedBack();
            unit = take(size);
        }
        return unit < 0 ? NONE : placeOfUnit(unit);
    }

    /** Sizes: even ones are powers of two, 2k ↔ 2^k units; 2k+1 ↔ 3·2^(k−1) units. */
    private static int size(int slotBytes) {
        int units = slotBytes / UNIT_BYTES;
        int order = 31 - Integer.numberOfLeadingZeros(units);
        return units == 1 << order ? 2 * order : 2 * order + 1;
    }

    private static int largestBlock(int size) {
        return size / 2;
    }

    private int take(int size) {
        int order = size / 2;
        if ((size & 1) == 0) {
            return blocks.take(order);
        }
        int unit = blocks.take(order + 1);
        if (unit >= 0) {
            blocks.give(unit + (1 << order) + (1 << order - 1), order - 1);
        }
        return unit;
    }

    private void giveCachedBack() {
        for (int size = 0; size < SIZES; size++) {
            int slot = cached[size].pop();
            while (slot >= 0) {
                give(slot << largestBlock(size), size);
                slot = cached[size].pop();
            }
        }
    }

    private void give(int unit, int size) {
        int order = size / 2;
        blocks.give(unit, order);
        if ((size & 1) != 0) {
            blocks.give(unit + (1 << order), order - 1);
        }
    }

    @Override
    public void free(long place, int slotBytes) {
        int size = size(slotBytes);
        cached[size].push(index(place) >> largestBlock(size));
    }

    /** The smallest size that holds so many bytes. */
    @Override
    public int slotBytes(int bytes) {
        int units = (bytes + UNIT_BYTES - 1) / UNIT_BYTES;
        if (units <= 1) {
            return UNIT_BYTES;
        }
        int order = 32 - Integer.numberOfLeadingZeros(units - 1);
        int threeQuarters = 3 << order - 2;
        boolean fits = order >= 2 && units <= threeQuarters;
        return (fits ? threeQuarters : 1 << order) * UNIT_BYTES;
    }

    @Override
    public int slotBytesMax() {
        return CHUNK_BYTES;
    }

    @Override
    public int slabs() {
        return chunks;
    }

    @Override
    public int slabBytes() {
        return CHUNK_BYTES;
    }

    private static long placeOfUnit(int unit) {
        return SlotAllocator.place(unit / UNITS_PER_CHUNK, unit % UNITS_PER_CHUNK * UNIT_BYTES);
    }

    @Override
    public int index(long place) {
        return SlotAllocator.slab(place) * UNITS_PER_CHUNK
                + SlotAllocator.offset(place) / UNIT_BYTES;
    }

    @Override
    public int indexes() {
        return chunks * UNITS_PER_CHUNK;
    }
}
