package reactor.valkka.pool;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * One acquired slot. Strongly held by each reference to it, and by nothing else: when the last
 * reference is lost unclosed, the lease goes with it, and its {@link Ticket} returns the slot.
 */
final class Lease {
    private static final AtomicIntegerFieldUpdater<Lease> REFERENCES =
            AtomicIntegerFieldUpdater.newUpdater(Lease.class, "references");

    final Ticket ticket;
    final Slab slab;
    final int offset;

    /** Written by the one writer before it publishes; constant afterwards. */
    int length;

    private volatile int references = 1;

    Lease(FramePool pool, PoolShare share, long place, int slotBytes, Slab slab) {
        this.slab = slab;
        offset = SlotAllocator.offset(place);
        ticket = new Ticket(this, pool, share, place, slotBytes);
    }

    /** Bytes that fit, without the padding. */
    int capacity() {
        return ticket.slotBytes - FramePool.PADDING_BYTES;
    }

    void retain() {
        int seen;
        do {
            seen = references;
            if (seen == 0) {
                throw new IllegalStateException("The slot has gone back to its pool");
            }
        } while (!REFERENCES.compareAndSet(this, seen, seen + 1));
    }

    void release() {
        if (REFERENCES.decrementAndGet(this) == 0) {
            ticket.giveBack();
        }
    }
}
