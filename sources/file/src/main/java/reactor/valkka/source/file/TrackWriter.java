package reactor.valkka.source.file;

import reactor.valkka.media.bitstream.UnitTimes;

import java.nio.ByteBuffer;

/** Makes units of the packets of one track, and knows where its time stands. */
abstract class TrackWriter implements AutoCloseable {
    private long nextPts;
    private long lastDts = Long.MIN_VALUE;
    private long usualTicks;

    /** Takes a slot for a packet; false if there is none now. */
    abstract boolean reserve(int bytes);

    /** Hands a packet on as a unit, in the slot that was reserved. */
    abstract void write(ByteBuffer data, UnitTimes times, boolean keyFrame);

    /** What follows does not simply go on from what came before. */
    abstract void discontinuity();

    /** Notes the times of a unit. */
    void took(long pts, long dts, long durationTicks) {
        if (durationTicks > 0) {
            usualTicks = durationTicks;
        } else if (usualTicks == 0 && lastDts != Long.MIN_VALUE) {
            usualTicks = Math.max(1, dts - lastDts);
        }
        lastDts = Math.max(lastDts, dts);
        nextPts = Math.max(nextPts, pts + Math.max(1, usualTicks));
    }

    /** Where the unit after all those that came would be shown. */
    long nextPts() {
        return nextPts;
    }

    long lastDts() {
        return lastDts;
    }

    @Override
    public abstract void close();
}
