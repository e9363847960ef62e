package reactor.valkka.pool;

import org.jspecify.annotations.Nullable;

import reactor.core.Disposable;
import reactor.valkka.frame.StreamId;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Slots of direct memory that are reserved before they are needed. Never grows beyond what its
 * builder was told, and never waits: that nothing is free is a result.
 *
 * <p><b>Shape:</b> either slots of one size, for pictures of one format, or slots of any number of
 * KiB up to 4 MiB out of one stock, for encoded data. Streams take from it through a {@link
 * PoolShare} each.
 *
 * <p><b>Memory:</b> taken from the system piece by piece as it is first needed, or at once by
 * {@link #warmup()}. Where slots differ in size, it comes in pieces of 4 MiB and is a quarter more
 * than what may be out at once, so that a large slot is found although small ones lie between.
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
    private final Slabs slabs;
    private final long capacityBytes;
    private final Map<String, Integer> planned;
    private final LeakLog leaks;
    private final AtomicReferenceArray<@Nullable Ticket> ledger;

    /** The sum over all shares of what is guaranteed to each, or what it has out if more. */
    private final AtomicLong committedBytes = new AtomicLong();

    private final AtomicLong usedBytes = new AtomicLong();
    private final AtomicInteger openSlots = new AtomicInteger();
    private final LongAdder exhausted = new LongAdder();
    private final Waiters waiters = new Waiters();
    private volatile boolean disposed;

    FramePool(
            String name,
            SlotAllocator allocator,
            long capacityBytes,
            Map<String, Integer> planned,
            boolean checking) {
        this.name = name;
        this.allocator = allocator;
        slabs = new Slabs(name, allocator);
        this.capacityBytes = capacityBytes;
        this.planned = Collections.unmodifiableMap(new LinkedHashMap<>(planned));
        leaks = new LeakLog(name, checking);
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

    /** Bytes that may be out at once, counted in whole slots. */
    public long capacityBytes() {
        return capacityBytes;
    }

    /** Largest content that a slot can have. */
    public int contentBytesMax() {
        return allocator.slotBytesMax() - PADDING_BYTES;
    }

    /**
     * What a slot for so much content takes from the pool: content, padding, and what is left over
     * because slots come in sizes.
     *
     * @throws IllegalArgumentException if there are no slots that large
     */
    public int slotBytes(int contentBytes) {
        if (contentBytes < 0 || contentBytes > contentBytesMax()) {
            throw new IllegalArgumentException("Pool '" + name + "' has slots of 0 to "
                    + contentBytesMax() + " bytes, asked for " + contentBytes);
        }
        return allocator.slotBytes(contentBytes + PADDING_BYTES);
    }

    /**
     * Promises a part of the pool to a stream.
     *
     * @param guaranteedBytes always there for it, counted in whole slots (see {@link #slotBytes});
     *     0 for none
     * @throws PoolExhaustedException if less than that is not promised and not used by others
     * @throws IllegalStateException if the pool was disposed
     */
    public PoolShare share(StreamId owner, long guaranteedBytes) {
        if (guaranteedBytes < 0) {
            throw new IllegalArgumentException("Cannot guarantee " + guaranteedBytes + " bytes");
        }
        checkNotDisposed();
        if (!tryCommit(guaranteedBytes)) {
            long free = Math.max(0, capacityBytes - committedBytes.get());
            throw new PoolExhaustedException(name, owner.name(), guaranteedBytes, free);
        }
        return new PoolShare(this, owner, guaranteedBytes);
    }

    /**
     * Takes all memory from the system and writes to every page. May take a while. Without it the
     * first use of each part pays for that, on the thread that acquires.
     *
     * @throws PoolMemoryException if the system has less; what could be had stays in the pool
     */
    public FramePool warmup() {
        slabs.reserveAll();
        return this;
    }

    /**
     * Calls back once, as soon as a slot comes back, a share is closed, or the pool is disposed.
     * Runs on the thread that did so, so it must be quick: schedule the work. Register first, then
     * try once more.
     *
     * @return disposed by who does not want to wait any more
     */
    public Disposable onAvailable(Runnable listener) {
        return waiters.add(listener);
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

    /**
     * Refuses new slots from now on. Slots that are out stay valid until they are closed; with the
     * last of them the pool lets go of its memory.
     */
    @Override
    public void dispose() {
        disposed = true;
        if (openSlots.get() == 0) {
            slabs.drop();
        }
        waiters.wake();
    }

    @Override
    public boolean isDisposed() {
        return disposed;
    }

    @Nullable
    FrameBuffer tryAcquire(PoolShare share, int bytes) {
        int slotBytes = slotBytes(bytes);
        checkNotDisposed();
        if (!share.book(slotBytes)) {
            exhausted.increment();
            return null;
        }
        long place = allocate(slotBytes);
        if (place == SlotAllocator.NONE) {
            share.unbook(slotBytes);
            exhausted.increment();
            return null;
        }
        openSlots.incrementAndGet();
        usedBytes.addAndGet(slotBytes);
        if (disposed) {
            giveBack(share, place, slotBytes);
            checkNotDisposed();
        }
        return lease(share, place, slotBytes);
    }

    private void checkNotDisposed() {
        if (disposed) {
            throw new IllegalStateException("Pool '" + name + "' was disposed");
        }
    }

    private long allocate(int slotBytes) {
        int seen = slabs.count();
        long place = allocator.allocate(slotBytes);
        while (place == SlotAllocator.NONE && slabs.tryGrow(seen)) {
            seen = slabs.count();
            place = allocator.allocate(slotBytes);
        }
        return place;
    }

    private FrameBuffer lease(PoolShare share, long place, int slotBytes) {
        Lease lease = new Lease(this, share, place, slotBytes, slabs.at(SlotAllocator.slab(place)));
        leaks.acquired(lease.ticket);
        ledger.set(allocator.index(place), lease.ticket);
        return new FrameBuffer(lease);
    }

    void release(Ticket ticket) {
        leaks.overwrite(ticket, slabs.at(SlotAllocator.slab(ticket.place)));
        ledger.set(allocator.index(ticket.place), null);
        giveBack(ticket.share, ticket.place, ticket.slotBytes);
        waiters.wake();
    }

    /** In this order: who finds that it may have more must also find the slot. */
    private void giveBack(PoolShare share, long place, int slotBytes) {
        allocator.free(place, slotBytes);
        share.unbook(slotBytes);
        usedBytes.addAndGet(-slotBytes);
        if (openSlots.decrementAndGet() == 0 && disposed) {
            slabs.drop();
        }
    }

    void reclaimed(Ticket ticket) {
        leaks.leaked(ticket);
    }

    void wakeWaiters() {
        waiters.wake();
    }

    boolean tryCommit(long bytes) {
        long before;
        do {
            before = committedBytes.get();
            if (bytes > capacityBytes - before) {
                return false;
            }
        } while (!committedBytes.compareAndSet(before, before + bytes));
        return true;
    }

    void uncommit(long bytes) {
        if (bytes != 0) {
            committedBytes.addAndGet(-bytes);
        }
    }
}
