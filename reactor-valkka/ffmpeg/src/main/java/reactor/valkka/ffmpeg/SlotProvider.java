package reactor.valkka.ffmpeg;

import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.PixelFormat;
import reactor.valkka.frame.StreamId;
import reactor.valkka.pool.FrameBuffer;
import reactor.valkka.pool.SlotWaiter;

import java.util.ArrayList;
import java.util.List;

/**
 * Gives a codec context slots of a pool to decode into ({@code get_buffer2}), and keeps a reference
 * to each for as long as FFmpeg does.
 *
 * <p>FFmpeg's references are not counted by being called back when one goes, but by asking after
 * each step how many there are: see {@link PicturePool}.
 *
 * <p><b>Threads:</b> {@link #provide} may be called on threads of FFmpeg's own; everything is
 * guarded by this object.
 */
class SlotProvider implements SlotSource, AutoCloseable {
    private static final int DATA = Pointer.offsetof(AVFrame.class, "data");
    private static final int LINESIZE = Pointer.offsetof(AVFrame.class, "linesize");
    private static final int EXTENDED_DATA = Pointer.offsetof(AVFrame.class, "extended_data");
    private static final int BUF = Pointer.offsetof(AVFrame.class, "buf");

    private final PictureMemory memory;
    private final String where;
    private final StreamId stream;
    private final int decoderSlots;
    private final int consumerSlots;
    private final List<HeldSlot> held = new ArrayList<>();
    private final List<PicturePool> retired = new ArrayList<>();
    private final NativeView view = new NativeView();
    private final Reference reference = new Reference();
    private @Nullable PicturePool pool;
    private int width;
    private int height;
    private int avFormat = -1;
    private boolean missed;
    private @Nullable RuntimeException refusal;

    /** Where {@code AVFrame.buf[0]} is, as the double pointer that FFmpeg's functions take. */
    private static final class Reference extends PointerPointer<Pointer> {
        Reference() {
            super((Pointer) null);
        }

        Reference at(long newAddress) {
            address = newAddress;
            return this;
        }
    }

    /**
     * Reserves nothing yet; that happens when the layout is known.
     *
     * @param decoderSlots that FFmpeg may refer to at the same time
     * @param consumerSlots on top of them
     */
    SlotProvider(PictureMemory memory, StreamId stream, int decoderSlots, int consumerSlots) {
        this.memory = memory;
        this.stream = stream;
        this.where = "the video of " + stream;
        this.decoderSlots = decoderSlots;
        this.consumerSlots = consumerSlots;
    }

    @Override
    public final synchronized int provide(AVCodecContext context, AVFrame frame) {
        try {
            return fill(context, frame);
        } catch (RuntimeException e) {
            refusal = e;
            return avutil.AVERROR_ENOMEM();
        }
    }

    private int fill(AVCodecContext context, AVFrame frame) {
        PicturePool current = poolFor(context, frame);
        FrameBuffer slot = acquire(current);
        if (slot == null) {
            releaseUnreferred();
            slot = acquire(current);
        }
        if (slot == null) {
            missed = true;
            return avutil.AVERROR_ENOMEM();
        }
        long address = slot.slab().address(NativeView::addressOf) + slot.slabOffset();
        HeldSlot mine = new HeldSlot(current, slot, address);
        long struct = frame.address();
        int result = avutil.av_buffer_replace(reference.at(struct + BUF), mine.buffer());
        if (result < 0) {
            mine.close();
            return result;
        }
        held.add(mine);
        PictureLayout layout = current.layout();
        view.at(struct);
        for (int i = 0; i < layout.pixelFormat().planes(); i++) {
            view.putLong(DATA + 8L * i, address + layout.offsets().of(i));
            view.putInt(LINESIZE + 4L * i, layout.strides().of(i));
        }
        view.putLong(EXTENDED_DATA, struct + DATA);
        return 0;
    }

    private PicturePool poolFor(AVCodecContext context, AVFrame frame) {
        PicturePool current = pool;
        if (current != null
                && frame.width() == width
                && frame.height() == height
                && frame.format() == avFormat) {
            return current;
        }
        width = frame.width();
        height = frame.height();
        avFormat = frame.format();
        PixelFormat pixelFormat = PixelFormats.of(avFormat);
        if (pixelFormat == null) {
            throw new UnsupportedMediaException(
                    where, "8 bits per sample, 4:2:0 to 4:4:4", PixelFormats.name(avFormat));
        }
        PictureLayout layout = PictureLayout.of(context, pixelFormat, width, height);
        if (current != null && current.layout().equals(layout)) {
            return current;
        }
        pool = null;
        current = select(current, layout);
        pool = current;
        return current;
    }

    /** The pool for a layout that differs from the one before. */
    PicturePool select(@Nullable PicturePool before, PictureLayout layout) {
        if (before != null) {
            retired.add(before);
        }
        return memory.reserve(stream, layout, decoderSlots + consumerSlots);
    }

    /** A free slot, or {@code null}. */
    @Nullable
    FrameBuffer acquire(PicturePool from) {
        return from.tryAcquire();
    }

    /** The slot in which an address lies, or {@code null}. */
    final synchronized @Nullable HeldSlot find(long address) {
        for (int i = 0; i < held.size(); i++) {
            HeldSlot slot = held.get(i);
            long offset = address - slot.address();
            if (offset >= 0 && offset < slot.pool().layout().slotBytes()) {
                return slot;
            }
        }
        return null;
    }

    /** Gives back the slots that FFmpeg does not refer to any more. */
    final synchronized void releaseUnreferred() {
        int i = 0;
        while (i < held.size()) {
            HeldSlot slot = held.get(i);
            if (slot.isReferred()) {
                i++;
            } else {
                slot.close();
                HeldSlot last = held.remove(held.size() - 1);
                if (last != slot) {
                    held.set(i, last);
                }
            }
        }
        giveBackRetired();
    }

    private void giveBackRetired() {
        if (!retired.isEmpty()) {
            retired.removeIf(old -> {
                boolean gone = held.stream().noneMatch(slot -> slot.pool() == old);
                if (gone) {
                    memory.giveBack(old);
                }
                return gone;
            });
        }
    }

    /** True if consumers hold so little that a unit can be decoded. */
    final synchronized boolean hasRoom() {
        PicturePool current = pool;
        return current == null || heldByConsumers(current) <= consumerSlots;
    }

    private int heldByConsumers(PicturePool current) {
        int own = 0;
        for (int i = 0; i < held.size(); i++) {
            own += held.get(i).pool() == current ? 1 : 0;
        }
        return current.openSlots() - own;
    }

    /** Wakes somebody when a slot comes back. */
    final synchronized void onRoom(SlotWaiter waiter) {
        PicturePool current = pool;
        if (current != null) {
            waiter.await(current.pool());
        }
    }

    /** True, once, if a slot was asked for and none was free. */
    final synchronized boolean takeMissed() {
        boolean was = missed;
        missed = false;
        return was;
    }

    /** Why a call was refused for good, once, or {@code null}. */
    final synchronized @Nullable RuntimeException takeRefusal() {
        RuntimeException was = refusal;
        refusal = null;
        if (was != null) {
            avFormat = -1;
        }
        return was;
    }

    /** To be called when the codec context is gone: nothing is referred to any more. */
    @Override
    public synchronized void close() {
        held.forEach(HeldSlot::close);
        held.clear();
        giveBackRetired();
        PicturePool current = pool;
        pool = null;
        if (current != null) {
            giveBack(current);
        }
    }

    /** Gives the current pool back, at the end. */
    void giveBack(PicturePool current) {
        memory.giveBack(current);
    }
}
