package reactor.valkka.ffmpeg;

import org.bytedeco.ffmpeg.avutil.AVBufferRef;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.StreamId;
import reactor.valkka.pool.FrameBuffer;
import reactor.valkka.pool.FramePool;
import reactor.valkka.pool.PoolShare;

/**
 * The pictures of one stream: slots of one layout, all touched when it is made, and for each slot
 * the {@code AVBuffer} through which FFmpeg refers to it.
 *
 * <p>That buffer lives as long as the pool and is referred to once by it, so FFmpeg holds a slot as
 * long as there are more references than that one. To ask for the number costs less than to be
 * called back, and makes no object.
 *
 * <p><b>Threads:</b> safe for all; slots are taken by one thread at a time.
 */
final class PicturePool {
    private final PictureLayout layout;
    private final int slots;
    private final FramePool pool;
    private PoolShare share;
    private final long[] addresses;
    private final AVBufferRef[] buffers;
    private int known;

    PicturePool(StreamId stream, PictureLayout layout, int slots) {
        this.layout = layout;
        this.slots = slots;
        pool = FramePool.builder("pictures " + layout.width() + "×" + layout.height())
                .slotBytes(layout.slotBytes())
                .hold("decoder and consumers", slots)
                .build()
                .warmup();
        share = pool.share(stream, 0);
        addresses = new long[slots];
        buffers = new AVBufferRef[slots];
    }

    /** Bytes that so many slots of a layout need, padding included. */
    static long bytes(PictureLayout layout, int slots) {
        return (layout.slotBytes() + 128L) / 64 * 64 * slots;
    }

    /** Names another stream as the one whose pictures these are. */
    void assign(StreamId stream) {
        share.close();
        share = pool.share(stream, 0);
    }

    PictureLayout layout() {
        return layout;
    }

    int slots() {
        return slots;
    }

    long bytes() {
        return bytes(layout, slots);
    }

    FramePool pool() {
        return pool;
    }

    int openSlots() {
        return pool.openSlots();
    }

    @Nullable
    FrameBuffer tryAcquire() {
        return tryAcquire(share);
    }

    /** A free slot for who shares this pool with others. */
    @Nullable
    FrameBuffer tryAcquire(PoolShare of) {
        FrameBuffer buffer = of.tryAcquire(layout.slotBytes());
        if (buffer != null) {
            buffer.length(layout.slotBytes());
        }
        return buffer;
    }

    /** The AVBuffer of the slot at an address; made when the slot is used for the first time. */
    AVBufferRef buffer(long address) {
        for (int i = 0; i < known; i++) {
            if (addresses[i] == address) {
                return buffers[i];
            }
        }
        NativeView data = new NativeView().at(address);
        AVBufferRef made =
                avutil.av_buffer_create(data, layout.slotBytes(), SlotCallback.KEEP, null, 0);
        if (made == null) {
            throw new AvError("av_buffer_create", avutil.AVERROR_ENOMEM(), pool.name());
        }
        addresses[known] = address;
        buffers[known++] = made;
        return made;
    }

    /** Lets go of the AVBuffers; FFmpeg must refer to none of them any more. */
    void dispose() {
        for (int i = 0; i < known; i++) {
            avutil.av_buffer_unref(buffers[i]);
        }
        known = 0;
        pool.dispose();
    }
}
