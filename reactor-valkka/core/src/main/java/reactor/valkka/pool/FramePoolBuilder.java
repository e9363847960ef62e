package reactor.valkka.pool;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sizes a pool as a written sum, one line per place that can hold a slot.
 *
 * <pre>{@code
 * FramePool.builder("encoded")
 *     .hold("assembly", 1)
 *     .hold("outlet", 16)
 *     .hold("disk", 48)
 *     .unitBytes(16 << 10)
 *     .streams(16)
 *     .build();
 * }</pre>
 */
public final class FramePoolBuilder {
    private static final long CAPACITY_BYTES_MAX = 64L << 30;
    private static final int SLOT_BYTES_MAX = 1 << 30;

    /** Slots of many sizes leave gaps; filled to 4/5, a stock still has room for the large ones. */
    private static final int SPARE_PART = 4;

    private final String name;
    private final Map<String, Integer> holders = new LinkedHashMap<>();
    private long capacityBytes;
    private int slotBytes;
    private int unitBytes = 16 << 10;
    private int streams = 1;
    private boolean checking = Boolean.getBoolean("reactor.valkka.checking");

    FramePoolBuilder(String name) {
        this.name = name;
    }

    /** Adds a term to the sum: a place that holds so many slots of each stream at most. */
    public FramePoolBuilder hold(String holder, int slots) {
        if (slots < 0) {
            throw new IllegalArgumentException(holder + " cannot hold " + slots + " slots");
        }
        holders.merge(holder, slots, Integer::sum);
        return this;
    }

    /** Makes all slots the same, for contents of so many bytes; pictures want this. */
    public FramePoolBuilder slotBytes(int contentBytes) {
        if (contentBytes <= 0 || contentBytes > SLOT_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "A slot holds 1 byte to 1 GiB, not " + contentBytes + " bytes");
        }
        slotBytes = contentBytes;
        return this;
    }

    /**
     * Size of an average unit, by which the sum is multiplied where slots differ in size. Default
     * 16 KiB, which is a camera of 3 Mbit/s at 25 pictures a second.
     */
    public FramePoolBuilder unitBytes(int bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("A unit has at least 1 byte, not " + bytes);
        }
        unitBytes = bytes;
        return this;
    }

    /** Number of streams that the sum is for. Default 1. */
    public FramePoolBuilder streams(int count) {
        if (count <= 0) {
            throw new IllegalArgumentException("A pool serves at least 1 stream, not " + count);
        }
        streams = count;
        return this;
    }

    /** Sets the size of the whole pool outright, whatever the sum says. */
    public FramePoolBuilder capacityBytes(long bytes) {
        checkCapacity(bytes);
        capacityBytes = bytes;
        return this;
    }

    /**
     * Overwrites freed slots and remembers who acquired each. Default: the system property {@code
     * reactor.valkka.checking}.
     */
    public FramePoolBuilder checking(boolean enabled) {
        checking = enabled;
        return this;
    }

    /**
     * The pool; memory is not taken yet.
     *
     * @throws IllegalArgumentException if neither a sum nor a capacity makes it hold anything
     */
    public FramePool build() {
        long slots = streams
                * holders.values().stream().mapToLong(Integer::longValue).sum();
        return slotBytes > 0 ? fixed(slots) : variable(slots);
    }

    private FramePool fixed(long slots) {
        int padded = (slotBytes + FramePool.PADDING_BYTES + 63) / 64 * 64;
        long count = capacityBytes > 0 ? capacityBytes / padded : slots;
        long bytes = Math.multiplyExact(count, padded);
        checkCapacity(bytes);
        return pool(new FixedAllocator(padded, Math.toIntExact(count)), bytes);
    }

    private FramePool variable(long slots) {
        long bytes = capacityBytes > 0 ? capacityBytes : Math.multiplyExact(slots, unitBytes);
        checkCapacity(bytes);
        long spare = bytes / SPARE_PART;
        long chunks = (bytes + spare + RunAllocator.CHUNK_BYTES - 1) / RunAllocator.CHUNK_BYTES;
        return pool(new RunAllocator(Math.toIntExact(chunks)), bytes);
    }

    private FramePool pool(SlotAllocator allocator, long bytes) {
        return new FramePool(name, allocator, bytes, holders, checking);
    }

    private void checkCapacity(long bytes) {
        if (bytes <= 0 || bytes > CAPACITY_BYTES_MAX) {
            throw new IllegalArgumentException("Pool '" + name + "' needs 1 byte to 64 GiB, got "
                    + bytes + "; name its holders or set its capacity");
        }
    }
}
