package reactor.valkka.pool;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Finds out who lost a slot, and says so once a second at most. */
final class LeakLog {
    private static final Logger LOG = LoggerFactory.getLogger(FramePool.class);
    private static final int SITE_LINES = 12;
    private static final Set<String> POOL_CLASSES =
            Set.of(LeakLog.class.getName(), FramePool.class.getName(), PoolShare.class.getName());
    private static final int SAMPLE_MASK = 1023;
    private static final long QUIET_NANOS = 1_000_000_000L;
    private static final byte[] GARBAGE = new byte[4096];

    static {
        Arrays.fill(GARBAGE, (byte) 0xDB);
    }

    private final String pool;
    private final boolean checking;
    private final AtomicLong leaked = new AtomicLong();
    private final AtomicLong lastLogNanos = new AtomicLong(System.nanoTime() - QUIET_NANOS);
    private int acquisitions;

    LeakLog(String pool, boolean checking) {
        this.pool = pool;
        this.checking = checking;
    }

    /** Remembers the place of every acquisition in checking mode, else of one in 1 024 (about). */
    void acquired(Ticket ticket) {
        if (checking || (acquisitions++ & SAMPLE_MASK) == 0) {
            ticket.site = new Throwable("acquired here");
        }
    }

    /** In checking mode, makes a slot that goes back to the pool garbage for late readers. */
    void overwrite(Ticket ticket, Slab slab) {
        if (checking) {
            ByteBuffer slot = slab.slice(SlotAllocator.offset(ticket.place), ticket.slotBytes);
            while (slot.hasRemaining()) {
                slot.put(GARBAGE, 0, Math.min(GARBAGE.length, slot.remaining()));
            }
        }
    }

    void leaked(Ticket ticket) {
        long count = leaked.incrementAndGet();
        Counters.shared().of(ticket.share.owner()).increment(Counter.FRAMES_LEAKED);
        long now = System.nanoTime();
        long last = lastLogNanos.get();
        if (now - last >= QUIET_NANOS && lastLogNanos.compareAndSet(last, now)) {
            LOG.warn(
                    "Pool '{}' took back a slot that was never closed ({} so far): {}",
                    pool,
                    count,
                    describe(ticket));
        }
    }

    long count() {
        return leaked.get();
    }

    static String describe(Ticket ticket) {
        Throwable site = ticket.site;
        StringBuilder text = new StringBuilder()
                .append(ticket.slotBytes)
                .append(" bytes of ")
                .append(ticket.share.owner())
                .append(", last held by ")
                .append(ticket.holder == null ? "?" : ticket.holder);
        if (site != null) {
            Stream.of(site.getStackTrace())
                    .filter(element -> !POOL_CLASSES.contains(element.getClassName()))
                    .limit(SITE_LINES)
                    .forEach(element -> text.append("\n    at ").append(element));
        }
        return text.toString();
    }
}
