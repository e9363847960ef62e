package reactor.valkka.source.rtsp;

import reactor.core.Disposable;
import reactor.valkka.pool.FrameBuffer;
import reactor.valkka.pool.PoolShare;
import reactor.valkka.pool.SlotWaiter;

/**
 * Whether the pool has a slot for the next unit of a recording. Live units would be dropped without
 * one; a recording can wait.
 *
 * <p>How large the next unit will be, nobody knows: twice the largest one so far, but not more than
 * half the pool.
 *
 * <p><b>Threads:</b> one; the listener is called on that which gave a slot back.
 */
final class ReplayRoom implements Disposable {

    private static final int BYTES_MIN = 64 << 10;

    private final PoolShare share;
    private final SlotWaiter waiter;
    private final int bytesMax;
    private int bytes;

    /**
     * Room in a pool.
     *
     * @param share of the stream
     * @param available is called once there may be room again, after there was none
     */
    ReplayRoom(PoolShare share, Runnable available) {
        this.share = share;
        waiter = new SlotWaiter(available);
        long half = share.pool().capacityBytes() / 2;
        bytesMax = (int) Math.max(1, Math.min(half, share.pool().contentBytesMax()));
        bytes = Math.min(BYTES_MIN, bytesMax);
    }

    /** A unit came. */
    void saw(int unitBytes) {
        bytes = (int) Math.max(bytes, Math.min(bytesMax, 2L * unitBytes));
    }

    /** Whether there is room; if not, the listener will be told. */
    boolean isThere() {
        if (fits()) {
            return true;
        }
        waiter.await(share.pool());
        return fits();
    }

    private boolean fits() {
        FrameBuffer slot = share.tryAcquire(bytes);
        if (slot == null) {
            return false;
        }
        slot.close();
        return true;
    }

    @Override
    public void dispose() {
        waiter.dispose();
    }
}
