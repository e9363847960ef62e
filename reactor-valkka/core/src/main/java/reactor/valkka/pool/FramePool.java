package reactor.valkka.pool;

import org.jspecify.annotations.Nullable;

import reactor.core.Disposable;
import reactor.valkka.frame.StreamId;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Slots of direct memory that are reserved before they are needed. Never grows beyond what its
 * builder was told, and never waits: that nothing is free is a result.
 *
 * <p><b>Shape:</b> either slots of one size, for pictures of one format, or slots of 1, 1.5, 2, 3,
 * 4, 6 … KiB up to 4 MiB out of one stock, for encoded data. Streams take from it through a {@link
 * PoolShare} each.
 *
 * <p><b>Memory:</b> taken from the system piece by piece as it is first needed, or at once by
 * {@link #warmup()}.
 *
 * <p><b>Leaks:</b> a slot whose last reference is lost unclosed is taken back after the next
 * garbage collection, counted, and logged with the place that acquired it (sampled; always in
 * checking mode, {@code -Dreactor.valkka.checking=true}, in which freed slots are overwritten too).
 *
 * <p><b>Threads:</b> safe for all.
 */
public final class FramePool implements Disposable {
    static final int PADDING_BYTES = 64;

    private final String name;
    private final SlotAllocator allocator;
    private final long capacityBytes;
    private final Map<String, Integer> planned;
    private final LeakLog leaks;
    private final AtomicReferenceArray<@Nullable Slab> slabs;
    private final AtomicReferenceArray<@Nullable Ticket> ledger;
    private final AtomicLong promisedBytes = new AtomicLong();
    private final AtomicLong commonUsedBytes = new AtomicLong();
    private final AtomicLong usedBytes = new AtomicLong();
    private final AtomicInteger openSlots = new AtomicInteger();
    private final LongAdder exhausted = new LongAdder();
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private volatile boolean disposed;

    FramePool(
            String name, SlotAllocator allocator, Map<String, Integer> planned, boolean checking) {
        this.name = name;
        this.allocator = allocator;
        this.capacityBytes = (long) allocator.slabs() * allocator.slabBytes();
        this.planned = new LinkedHashMap<>(planned);
        leaks = new LeakLog(name, checking);
        slabs = new AtomicReferenceArray<>(allocator.slabs());
        ledger = new AtomicReferenceArray<>(allocator.indexes());
    }

    /** Starts a pool with a name, which logs and counters show. */
    public static FramePoolBuilder builder(String name) {
        return new FramePoolBuilder(name);
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Bytes that it holds at most. */
    public long capacityBytes() {
        return capacityBytes;
    }

    /** Largest content that a slot can have. */
    public int contentBytesMax() {
        return allocator.slotBytesMax() - PADDING_BYTES;
    }

    /**
     * Promises a part of the pool to a stream.
     *
     * @param guaranteedBytes always there for it; 0 for none
     * @throws PoolExhaustedException if less than that is not promised yet
     */
    public PoolShare share(StreamId owner, long guaranteedBytes) {
        long before;
        do {
            before = promisedBytes.get();
            long free = capacityBytes - before - commonUsedBytes.get();
            if (guaranteedBytes > free) {
                throw new PoolExhaustedException(name, owner.name(), guaranteedBytes, free);
            }
        } while (!promisedBytes.compareAndSet(before, before + guaranteedBytes));
        return new PoolShare(this, owner, guaranteedBytes);
    }

    /** Takes all memory from the system and writes to every page. May take a while. */
    public FramePool warmup() {
        for (int i = 0; i < slabs.length(); i++) {
            slab(i).touch();
        }
        return this;
    }

    /**
     * Calls back once, as soon as a slot comes back. Runs on the thread that closed it, so it must
     * be quick: schedule the work. Register first, then try once more.
     */
    public void onAvailable(Runnable listener) {
        waiting.add(listener);
    }

    /** What is out, who has it, and what went wrong so far. Walks the whole pool: for people. */
    public PoolStats stats() {
        Map<String, Integer> held = new TreeMap<>();
        for (int i = 0; i < ledger.length(); i++) {
            Ticket ticket = ledger.get(i);
            if (ticket != null) {
                String holder = ticket.holder;
                held.merge(holder == null ? "?" : holder, 1, Integer::sum);
            }
        }
        return new PoolStats(
                name,
                capacityBytes,
                usedBytes.get(),
                openSlots.get(),
                exhausted.sum(),
                leaks.count(),
                planned,
                held);
    }

    /** Number of slots that are out. */
    public int openSlots() {
        return openSlots.get();
    }

    /** Slots that are out, with the place that acquired each where that is known. For tests. */
    public String openSlotsReport() {
        StringBuilder report = new StringBuilder();
        for (int i = 0; i < ledger.length(); i++) {
            Ticket ticket = ledger.get(i);
            if (ticket != null) {
                report.append(LeakLog.describe(ticket)).append('\n');
            }
        }
        return report.toString();
    }

    /** Refuses new slots from now on. Slots that are out stay valid until they are closed. */
    @Override
    public void dispose() {
        disposed = true;
    }

    @Override
    public boolean isDisposed() {
        return disposed;
    }

    @Nullable
    FrameBuffer tryAcquire(PoolShare share, int bytes) {
        if (bytes < 0 || bytes > contentBytesMax()) {
            throw new IllegalArgumentException("Pool '" + name + "' has slots of 0 to "
                    + contentBytesMax() + " bytes, asked for " + bytes);
        }
        if (disposed) {
            throw new IllegalStateException("Pool '" + name + "' was disposed");
        }
        int slotBytes = allocator.slotBytes(bytes + PADDING_BYTES);
        if (!share.book(slotBytes)) {
            exhausted.increment();
            return null;
        }
        long place = allocator.allocate(slotBytes);
        if (place == SlotAllocator.NONE) {
            share.unbook(slotBytes);
            exhausted.increment();
            return null;
        }
        return lease(share, place, slotBytes);
    }

    private FrameBuffer lease(PoolShare share, long place, int slotBytes) {
        Lease lease = new Lease(this, share, place, slotBytes, slab(SlotAllocator.slab(place)));
        leaks.acquired(lease.ticket);
        usedBytes.addAndGet(slotBytes);
        openSlots.incrementAndGet();
        ledger.set(allocator.index(place), lease.ticket);
        return new FrameBuffer(lease);
    }

    private Slab slab(int index) {
        Slab slab = slabs.get(index);
        if (slab == null) {
            synchronized (slabs) {
                slab = slabs.get(index);
                if (slab == null) {
                    slab = new Slab(allocator.slabBytes());
                    slabs.set(index, slab);
                }
            }
        }
        return slab;
    }

    void zeroPadding(Lease lease) {
        Padding.zero(lease.slab, lease.offset + lease.length);
    }

    void release(Ticket ticket) {
        leaks.released(ticket, slabs.get(SlotAllocator.slab(ticket.place)));
        ledger.set(allocator.index(ticket.place), null);
        usedBytes.addAndGet(-ticket.slotBytes);
        openSlots.decrementAndGet();
        allocator.free(ticket.place, ticket.slotBytes);
        ticket.share.unbook(ticket.slotBytes);
        Runnable listener = waiting.poll();
        while (listener != null) {
            listener.run();
            listener = waiting.poll();
        }
    }

    void reclaimed(Ticket ticket) {
        leaks.leaked(ticket);
    }

    boolean bookCommon(long bytes) {
        long before;
        do {
            before = commonUsedBytes.get();
            if (before + bytes > capacityBytes - promisedBytes.get()) {
                return false;
            }
        } while (!commonUsedBytes.compareAndSet(before, before + bytes));
        return true;
    }

    void forceCommon(long bytes) {
        commonUsedBytes.addAndGet(bytes);
    }

    void unbookCommon(long bytes) {
        commonUsedBytes.addAndGet(-bytes);
    }

    void unpromise(long bytes) {
        promisedBytes.addAndGet(-bytes);
    }
}
