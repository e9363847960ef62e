package reactor.valkka.ffmpeg;

import org.bytedeco.ffmpeg.avutil.AVBufferRef;
import org.bytedeco.ffmpeg.global.avutil;

import reactor.valkka.pool.FrameBuffer;
import reactor.valkka.pool.FrameReference;

/** A decoder's own reference to a slot that it draws into or predicts from. */
final class HeldSlot extends FrameReference {
    private static final String HOLDER = "decoder";
    private final PicturePool pool;
    private final AVBufferRef buffer;
    private final long address;

    HeldSlot(PicturePool pool, FrameBuffer slot, long address) {
        super(slot);
        this.pool = pool;
        this.address = address;
        buffer = pool.buffer(address);
        heldBy(HOLDER);
    }

    PicturePool pool() {
        return pool;
    }

    AVBufferRef buffer() {
        return buffer;
    }

    long address() {
        return address;
    }

    /** True if FFmpeg still refers to the slot: more references than the pool's one. */
    boolean isReferred() {
        return avutil.av_buffer_get_ref_count(buffer) > 1;
    }
}
