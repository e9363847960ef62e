package reactor.valkka.media.bitstream;

import reactor.valkka.count.Counter;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Track;
import reactor.valkka.pool.FrameBuffer;
import reactor.valkka.pool.PoolShare;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Puts units together that are bytes as they come: audio frames, JPEG images, documents. Each unit
 * can be decoded by itself, so each is a key frame.
 *
 * <p><b>Shape:</b> {@link #append} as often as need be, then {@link #finish}, which hands the unit
 * on, behind the setup where that has changed; or {@link #damaged} where a part is missing.
 *
 * <p><b>Threads:</b> one. <b>Ownership:</b> units handed on belong to the target; an unfinished
 * one belongs to the builder until {@link #close()}.
 *
 * <p><b>Overflow:</b> a unit that finds no slot is thrown away, {@link Counter#POOL_EXHAUSTED}
 * counts; so is one before the first complete setup, {@link Counter#GATE_DROPPED}. <b>Errors:</b>
 * none are thrown. A damaged unit is thrown away, {@link Counter#UNITS_DAMAGED}; what it lost is
 * said of the next one.
 */
public final class PlainUnitBuilder implements AutoCloseable {
    private final StreamCounters counters;
    private final UnitSlot slot;
    private final UnitPublisher publisher;
    private Track track;
    private boolean failed;

    /**
     * Begins a track.
     *
     * @param track as far as it is known; {@link #changeTo} where a unit tells more
     * @param setups knows the setup of the whole stream
     * @param share where the slots come from
     * @param counters of the stream
     * @param target takes the units and owns them
     */
    public PlainUnitBuilder(
            Track track,
            SetupSource setups,
            PoolShare share,
            StreamCounters counters,
            Consumer<? super EncodedFrame> target) {
        this.track = track;
        this.counters = counters;
        slot = new UnitSlot(share);
        publisher = new UnitPublisher(setups, counters, target);
    }

    /** The track as it is now. */
    public Track track() {
        return track;
    }

    /** The track is another one from the next {@link #finish} on. */
    public void changeTo(Track changed) {
        if (!changed.equals(track)) {
            track = changed;
        }
    }

    /** Bytes of the unit so far. */
    public int length() {
        return slot.length();
    }

    /**
     * Adds bytes to the unit.
     *
     * @return false if there is no slot; the unit is given up then and {@link #finish} does nothing
     */
    public boolean append(ByteBuffer source, int from, int to) {
        if (makeRoom(to - from)) {
            slot.put(source, from, to);
        }
        return !failed;
    }

    /** Adds one byte to the unit. */
    public boolean append(byte value) {
        if (makeRoom(1)) {
            slot.put(value);
        }
        return !failed;
    }

    private boolean makeRoom(int bytes) {
        if (!failed && !slot.ensure(bytes, true)) {
            failed = true;
            slot.discard();
            counters.increment(Counter.POOL_EXHAUSTED);
        }
        return !failed;
    }

    /** Packets were lost before this unit. */
    public void lostBefore(int packets) {
        publisher.lostBefore(packets);
    }

    /** Time does not simply go on with the next unit. */
    public void discontinuity() {
        publisher.discontinuity();
    }

    /** A part of the unit is missing: what there is of it is thrown away and counted. */
    public void damaged(int lostPackets) {
        counters.increment(Counter.UNITS_DAMAGED);
        publisher.lostBefore(Math.max(1, lostPackets));
        discard();
    }

    /** Throws away what has come of the unit. */
    public void discard() {
        slot.discard();
        failed = false;
    }

    /** Ends the unit and hands it on; does nothing if it is empty. */
    public void finish(UnitTimes times) {
        if (failed || slot.length() == 0) {
            if (failed) {
                publisher.lostBefore(1);
            }
            discard();
        } else if (publisher.prepare(track, true, times.arrivalNanos())) {
            FrameBuffer buffer = slot.take(true);
            if (buffer != null) {
                publisher.publish(buffer, times, UnitKind.KEY_FRAME);
            }
        } else {
            counters.increment(Counter.GATE_DROPPED);
            discard();
        }
    }

    /** Gives the slot of an unfinished unit back. */
    @Override
    public void close() {
        slot.discard();
    }
}
