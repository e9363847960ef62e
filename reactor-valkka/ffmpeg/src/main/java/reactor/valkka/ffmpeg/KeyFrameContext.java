package reactor.valkka.ffmpeg;

import org.jspecify.annotations.Nullable;

import reactor.valkka.count.Counter;
import reactor.valkka.count.Stage;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.HostPicture;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.Track;
import reactor.valkka.pool.SlotWaiter;

/**
 * One codec context that decodes single key frames of any number of streams. Each time: the
 * stream's own parameter sets (every camera calls its first one 0) with the key frame, the end of
 * the stream, all pictures, and a flush. Without the end it would give other streams' pictures.
 *
 * <p>What comes out must carry the number that went in, else it is thrown away and counted.
 */
final class KeyFrameContext implements AutoCloseable {
    private final CodecContext context;
    private final KeyFrameSlots slots;
    private final FrameReader reader = new FrameReader();
    private long number;
    private @Nullable Track knownTrack;
    private byte[] knownExtradata = {};

    KeyFrameContext(Track first, KeyFrameSlots slots) {
        this.slots = slots;
        context = new CodecContext(first, "key frames", 1, slots);
    }

    /** Calls back once, when a slot comes back to the pool that had none. */
    void onRoom(SlotWaiter waiter) {
        slots.onRoom(waiter);
    }

    void leave(StreamId stream) {
        slots.leave(stream);
    }

    /**
     * Decodes a key frame, which stays open.
     *
     * @param skipLoopFilter for this one
     * @return the picture; or {@code null}: it could not be decoded, or {@link #takeMissed()}
     * @throws RuntimeException if pictures of this stream are refused for good
     */
    @Nullable
    HostPicture decode(AccessUnit unit, boolean skipLoopFilter, StreamCounters counters) {
        context.skipLoopFilter(skipLoopFilter);
        slots.assign(unit.stream());
        byte[] extradata = extradata(unit.track());
        if (extradata.length > 0) {
            context.announce(extradata);
        }
        long mine = number++;
        long start = System.nanoTime();
        HostPicture picture = null;
        try {
            int result = context.send(unit, mine);
            context.sendEnd();
            picture = receive(unit, mine, counters);
            if (result < 0 && picture != null) {
                picture.close();
                picture = null;
            }
        } finally {
            context.flush();
            slots.releaseUnreferred();
        }
        long now = System.nanoTime();
        counters.add(Counter.DECODE_NANOS, now - start);
        if (picture != null) {
            counters.times().record(Stage.WAITED, unit.header().arrivalNanos(), start);
            counters.times().record(Stage.DECODED, start, now);
        }
        RuntimeException refusal = slots.takeRefusal();
        if (refusal != null) {
            if (picture != null) {
                picture.close();
            }
            throw refusal;
        }
        return picture;
    }

    /** True, once, if the last key frame found no slot. */
    boolean takeMissed() {
        return slots.takeMissed();
    }

    private @Nullable HostPicture receive(AccessUnit unit, long mine, StreamCounters counters) {
        HostPicture picture = null;
        while (context.receive() >= 0) {
            HeldSlot slot = slots.find(reader.data(context.frame()));
            if (context.frame().pts() != mine || slot == null || picture != null) {
                counters.increment(Counter.DECODE_ERRORS);
            } else {
                picture = StreamCodec.picture(
                        context, unit.header(), slot, reader, System.nanoTime());
            }
            context.unref();
        }
        return picture;
    }

    private byte[] extradata(Track track) {
        if (track != knownTrack) {
            knownExtradata = Extradata.of(track);
            knownTrack = track;
        }
        return knownExtradata;
    }

    @Override
    public void close() {
        context.close();
        slots.close();
    }
}
