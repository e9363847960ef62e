package reactor.valkka.pool;

/**
 * Decides which part of a pool's memory a slot gets. Gives out only what lies in slabs that were
 * added. Safe for any number of threads.
 */
interface SlotAllocator {
    /** No slot is free. */
    long NONE = -1;

    /**
     * Reserves a slot.
     *
     * @return its place as {@code slab << 32 | offset}, or {@link #NONE}
     */
    long allocate(int slotBytes);

    /** Takes a slot back, with the size that it was allocated with. */
    void free(long place, int slotBytes);

    /** Bytes of the slot that would be used for so many bytes of content and padding. */
    int slotBytes(int bytes);

    /** Largest slot. */
    int slotBytesMax();

    /** Number of slabs that the allocator's places may name. */
    int slabs();

    /** Size of a slab. */
    int slabBytes(int slab);

    /** From now on slots may lie in this slab too. Called once for each. */
    void addSlab(int slab);

    /** A small number that is unique among slots that exist at the same time. */
    int index(long place);

    /** One more than the largest index. */
    int indexes();

    static long place(int slab, int offset) {
        return (long) slab << 32 | offset;
    }

    static int slab(long place) {
        return (int) (place >>> 32);
    }

    static int offset(long place) {
        return (int) place;
    }
}
