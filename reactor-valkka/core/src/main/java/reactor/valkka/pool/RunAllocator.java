package reactor.valkka.pool;

/**
 * Slots of any number of KiB up to 4 MiB out of one stock of memory. No part of the stock belongs
 * to a size: what is free can become any size again, so that a pool serves cameras whose unit sizes
 * nobody knew beforehand.
 *
 * <p>Who frees a slot never waits: it goes on a lock-free stack. Who allocates takes a lock, joins
 * what came back with its neighbours, and takes from the shortest run that is long enough.
 */
final class RunAllocator implements SlotAllocator {
    static final int UNIT_BYTES = 1024;
    static final int CHUNK_BYTES = UNIT_BYTES * FreeRuns.UNITS_PER_CHUNK;

    private final int chunks;
    private final FreeRuns runs;

    /** First units of slots that came back; their sizes stand in {@link #units}. */
    private final SlotStack returned;

    /** Per first unit of a slot that came back: how many there are. */
    private final short[] units;

    RunAllocator(int chunks) {
        this.chunks = chunks;
        runs = new FreeRuns(chunks);
        returned = new SlotStack(indexes());
        units = new short[indexes()];
    }

    @Override
    public synchronized long allocate(int slotBytes) {
        join();
        int unit = runs.take(slotBytes / UNIT_BYTES);
        return unit < 0
                ? NONE
                : SlotAllocator.place(
                        unit / FreeRuns.UNITS_PER_CHUNK,
                        unit % FreeRuns.UNITS_PER_CHUNK * UNIT_BYTES);
    }

    private void join() {
        int unit = returned.pop();
        while (unit >= 0) {
            runs.give(unit, units[unit]);
            unit = returned.pop();
        }
    }

    /** Number of slabs in which no slot is out. */
    synchronized int wholeChunks() {
        join();
        return runs.wholeChunks();
    }

    @Override
    public void free(long place, int slotBytes) {
        int unit = index(place);
        units[unit] = (short) (slotBytes / UNIT_BYTES);
        returned.push(unit);
    }

    @Override
    public int slotBytes(int bytes) {
        return Math.max(1, (bytes + UNIT_BYTES - 1) / UNIT_BYTES) * UNIT_BYTES;
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
    public int slabBytes(int slab) {
        return CHUNK_BYTES;
    }

    @Override
    public synchronized void addSlab(int slab) {
        runs.give(slab * FreeRuns.UNITS_PER_CHUNK, FreeRuns.UNITS_PER_CHUNK);
    }

    @Override
    public int index(long place) {
        return SlotAllocator.slab(place) * FreeRuns.UNITS_PER_CHUNK
                + SlotAllocator.offset(place) / UNIT_BYTES;
    }

    @Override
    public int indexes() {
        return chunks * FreeRuns.UNITS_PER_CHUNK;
    }
}
