package reactor.valkka.pool;

/** Slots of one size, for pictures of one format. Lock-free. */
final class FixedAllocator implements SlotAllocator {
    static final int SLAB_BYTES_TARGET = 32 << 20;

    private final int slotBytes;
    private final int slots;
    private final int slotsPerSlab;
    private final SlotStack free;

    FixedAllocator(int slotBytes, int slots) {
        this.slotBytes = slotBytes;
        this.slots = slots;
        slotsPerSlab = Math.min(slots, Math.max(1, SLAB_BYTES_TARGET / slotBytes));
        free = new SlotStack(slots);
    }

    @Override
    public long allocate(int bytes) {
        int index = free.pop();
        return index < 0
                ? NONE
                : SlotAllocator.place(index / slotsPerSlab, index % slotsPerSlab * slotBytes);
    }

    @Override
    public void free(long place, int bytes) {
        free.push(index(place));
    }

    @Override
    public int slotBytes(int bytes) {
        return slotBytes;
    }

    @Override
    public int slotBytesMax() {
        return slotBytes;
    }

    @Override
    public int slabs() {
        return (slots + slotsPerSlab - 1) / slotsPerSlab;
    }

    /** The last slab has no more room than its slots need. */
    @Override
    public int slabBytes(int slab) {
        return slotsOf(slab) * slotBytes;
    }

    private int slotsOf(int slab) {
        return Math.min(slotsPerSlab, slots - slab * slotsPerSlab);
    }

    @Override
    public void addSlab(int slab) {
        for (int i = slotsOf(slab) - 1; i >= 0; i--) {
            free.push(slab * slotsPerSlab + i);
        }
    }

    @Override
    public int index(long place) {
        return SlotAllocator.slab(place) * slotsPerSlab + SlotAllocator.offset(place) / slotBytes;
    }

    @Override
    public int indexes() {
        return slots;
    }
}
