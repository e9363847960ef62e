package reactor.valkka.test;

import org.opentest4j.AssertionFailedError;

import reactor.valkka.frame.PictureFormat;
import reactor.valkka.frame.StreamId;
import reactor.valkka.pool.FramePool;
import reactor.valkka.pool.PoolShare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The pools of one test: one for encoded data, and as many for pictures as are asked for; all in
 * checking mode. Usually injected by {@link NoFrameLeaks}, which looks at them afterwards.
 *
 * <p><b>Threads:</b> safe for all.
 */
public final class TestPool {
    private static final long CAPACITY_BYTES = 64L << 20;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final List<FramePool> pools = new ArrayList<>();
    private final FramePool encoded;

    private TestPool(long capacityBytes) {
        encoded = watch(FramePool.builder("test")
                .capacityBytes(capacityBytes)
                .checking(true)
                .build());
    }

    /** Pools for tests without the extension; call {@link #assertNothingOpen} at the end. */
    public static TestPool create() {
        return new TestPool(CAPACITY_BYTES);
    }

    /** The pool for encoded data: up to 64 MiB, taken from the system as it is needed. */
    public FramePool encoded() {
        return encoded;
    }

    /** A share of {@link #encoded()} that is guaranteed nothing, but nobody competes with it. */
    public PoolShare share(StreamId stream) {
        return encoded.share(stream, 0);
    }

    /** A new pool for pictures of one format. */
    public FramePool pictures(PictureFormat format, int slots) {
        return watch(FramePool.builder("test pictures")
                .slotBytes(format.slotBytes())
                .hold("test", slots)
                .checking(true)
                .build());
    }

    /** Looks at another pool too when the test is over. */
    public FramePool watch(FramePool pool) {
        synchronized (pools) {
            pools.add(pool);
        }
        return pool;
    }

    /** Slots that are out now, of all pools. */
    public int openSlots() {
        synchronized (pools) {
            return pools.stream().mapToInt(FramePool::openSlots).sum();
        }
    }

    /**
     * Waits until all slots are back.
     *
     * @throws AssertionFailedError if some are still out after that time, or if some came back only
     *     because the garbage collector found them; names who acquired them
     */
    public void assertNothingOpen(Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        String report = report();
        while (!report.isEmpty() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(POLL_NANOS);
            report = report();
        }
        if (!report.isEmpty()) {
            throw new AssertionFailedError(report);
        }
    }

    private String report() {
        StringBuilder report = new StringBuilder();
        synchronized (pools) {
            for (FramePool pool : pools) {
                long lost = pool.stats().leaked();
                if (pool.openSlots() > 0 || lost > 0) {
                    report.append("Pool '" + pool.name() + "' has " + pool.openSlots()
                            + " open slots and lost " + lost + " unclosed\n"
                            + pool.openSlotsReport());
                }
            }
        }
        return report.toString();
    }
}
