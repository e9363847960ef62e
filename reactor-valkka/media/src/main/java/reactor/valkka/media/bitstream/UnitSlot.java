package reactor.valkka.media.bitstream;

import org.jspecify.annotations.Nullable;

import reactor.valkka.pool.FrameBuffer;
import reactor.valkka.pool.PoolShare;

import java.nio.ByteBuffer;

/**
 * The slot that an access unit is being put together in. It begins in the class that the last unit
 * of its kind needed, and moves up when the unit outgrows it. Without a free slot it says so and
 * stays empty.
 */
final class UnitSlot {
    private static final int FIRST_BYTES = 4 * 1024;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final PoolShare share;
    private final int bytesMax;
    private @Nullable FrameBuffer buffer;
    private ByteBuffer bytes = NOTHING;
    private int usualKeyBytes = FIRST_BYTES;
    private int usualBytes = FIRST_BYTES;

    UnitSlot(PoolShare share) {
        this.share = share;
        bytesMax = share.pool().contentBytesMax();
    }

    /** The content so far lies from 0 to {@link #length()}; absolute access only. */
    ByteBuffer bytes() {
        return bytes;
    }

    int length() {
        return bytes.position();
    }

    int bytesMax() {
        return bytesMax;
    }

    /** Cuts the content. */
    void truncate(int length) {
        bytes.position(length);
    }

    /** Makes room for more content; false if the pool has none. */
    boolean ensure(int more, boolean keyFrame) {
        int needed = bytes.position() + more;
        if (needed <= bytes.capacity()) {
            return true;
        }
        if (needed < 0 || needed > bytesMax) {
            return false;
        }
        FrameBuffer current = buffer;
        int usual = keyFrame ? usualKeyBytes : usualBytes;
        int wanted = Math.max(needed, current == null ? usual : needed + needed / 4);
        return current == null ? acquire(wanted) : grow(current, wanted, needed);
    }

    private boolean acquire(int wanted) {
        FrameBuffer acquired = share.tryAcquire(Math.min(wanted, bytesMax));
        if (acquired != null) {
            acquired.heldBy("assembly");
            keep(acquired);
        }
        return acquired != null;
    }

    private boolean grow(FrameBuffer current, int wanted, int needed) {
        FrameBuffer larger = current.tryGrow(Math.min(wanted, bytesMax));
        if (larger == null && needed < wanted) {
            larger = current.tryGrow(needed);
        }
        if (larger != null) {
            larger.heldBy("assembly");
            keep(larger);
        }
        return larger != null;
    }

    private void keep(FrameBuffer acquired) {
        buffer = acquired;
        bytes = acquired.bytes();
    }

    /** The unit turns out to be a key frame: moves up at once, while little has to be moved. */
    void expectKeyFrame() {
        FrameBuffer current = buffer;
        if (current != null && bytes.capacity() < usualKeyBytes) {
            grow(current, usualKeyBytes, usualKeyBytes);
        }
    }

    void putInt(int value) {
        bytes.putInt(value);
    }

    void put(ByteBuffer source, int from, int to) {
        int at = bytes.position();
        bytes.put(at, source, from, to - from);
        bytes.position(at + to - from);
    }

    void put(byte value) {
        bytes.put(value);
    }

    /** Takes the slot out, to be published. */
    @Nullable
    FrameBuffer take(boolean keyFrame) {
        int length = Math.min(bytes.position() + bytes.position() / 8, bytesMax);
        if (keyFrame) {
            usualKeyBytes = length;
        } else {
            usualBytes = length;
        }
        FrameBuffer taken = buffer;
        buffer = null;
        bytes = NOTHING;
        return taken;
    }

    /** Gives the slot back. */
    void discard() {
        FrameBuffer current = buffer;
        buffer = null;
        bytes = NOTHING;
        if (current != null) {
            current.close();
        }
    }
}
