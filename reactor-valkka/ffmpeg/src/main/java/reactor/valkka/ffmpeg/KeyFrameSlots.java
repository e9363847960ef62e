package reactor.valkka.ffmpeg;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.StreamId;
import reactor.valkka.pool.FrameBuffer;
import reactor.valkka.pool.PoolShare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The pictures of one worker's key frames: a pool for each layout, shared by all streams that have
 * it. What one stream's consumers may hold is bounded, so that none takes all slots.
 */
final class KeyFrameSlots extends SlotProvider {
    private static final StreamId OWNER = StreamId.of("key frames");
    private static final int DRAWN = 1;

    /** A stream's part of the pool that its pictures are in. */
    private record Share(PicturePool pool, PoolShare share) {}

    private final PictureMemory memory;
    private final int heldPerStream;
    private final List<PicturePool> pools = new ArrayList<>();
    private final Map<StreamId, Share> shares = new HashMap<>();
    private StreamId stream = OWNER;

    /**
     * Reserves nothing yet.
     *
     * @param heldPerStream pictures that the consumers of one stream may hold
     */
    KeyFrameSlots(PictureMemory memory, int heldPerStream) {
        super(memory, OWNER, DRAWN, 2 * heldPerStream);
        this.memory = memory;
        this.heldPerStream = heldPerStream;
    }

    /** Whose key frame comes next. */
    synchronized void assign(StreamId next) {
        stream = next;
    }

    /** Forgets a stream; its pictures stay valid. */
    synchronized void leave(StreamId gone) {
        Share share = shares.remove(gone);
        if (share != null) {
            share.share().close();
        }
    }

    @Override
    PicturePool select(@Nullable PicturePool before, PictureLayout layout) {
        for (PicturePool pool : pools) {
            if (pool.layout().equals(layout)) {
                return pool;
            }
        }
        PicturePool made;
        try {
            made = reserve(layout);
        } catch (PictureMemoryException full) {
            giveBackIdle();
            made = reserve(layout);
        }
        pools.add(made);
        return made;
    }

    private PicturePool reserve(PictureLayout layout) {
        return memory.reserve(stream, layout, DRAWN + 2 * heldPerStream);
    }

    private void giveBackIdle() {
        for (Iterator<PicturePool> all = pools.iterator(); all.hasNext(); ) {
            PicturePool pool = all.next();
            if (pool.openSlots() == 0) {
                all.remove();
                memory.giveBack(pool);
            }
        }
    }

    @Override
    @Nullable
    FrameBuffer acquire(PicturePool pool) {
        Share share = shares.get(stream);
        if (share == null || share.pool() != pool) {
            if (share != null) {
                share.share().close();
            }
            share = new Share(pool, pool.pool().share(stream, 0));
            shares.put(stream, share);
        }
        long held = share.share().usedBytes() / pool.layout().slotBytes();
        return held >= heldPerStream ? null : pool.tryAcquire(share.share());
    }

    @Override
    void giveBack(PicturePool current) {
        pools.forEach(memory::giveBack);
        pools.clear();
    }
}
