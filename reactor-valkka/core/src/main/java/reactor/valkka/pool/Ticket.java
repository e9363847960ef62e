package reactor.valkka.pool;

import org.jspecify.annotations.Nullable;

import java.lang.ref.PhantomReference;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * What a pool knows of a slot that it has given out. Watches the {@link Lease}: a lease that became
 * unreachable without having been released is a leak, and the slot is taken back.
 */
final class Ticket extends PhantomReference<Lease> {
    private static final AtomicIntegerFieldUpdater<Ticket> RETURNED =
            AtomicIntegerFieldUpdater.newUpdater(Ticket.class, "returned");

    final FramePool pool;
    final PoolShare share;
    final long place;
    final int slotBytes;

    /** Where the slot was acquired, where that was looked at. */
    @Nullable
    Throwable site;

    /** Who had it last, for the ledger; racy on purpose, it is only told to people. */
    @Nullable
    String holder;

    private volatile int returned;

    Ticket(Lease lease, FramePool pool, PoolShare share, long place, int slotBytes) {
        super(lease, LeakReclaimer.QUEUE);
        this.pool = pool;
        this.share = share;
        this.place = place;
        this.slotBytes = slotBytes;
    }

    void giveBack() {
        if (RETURNED.compareAndSet(this, 0, 1)) {
            clear();
            pool.release(this);
        }
    }

    /** Called when nobody can reach the lease any more. */
    void reclaim() {
        if (RETURNED.compareAndSet(this, 0, 1)) {
            pool.reclaimed(this);
            pool.release(this);
        }
    }
}
