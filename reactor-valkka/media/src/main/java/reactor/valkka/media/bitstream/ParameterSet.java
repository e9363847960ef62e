package reactor.valkka.media.bitstream;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.TrackFormat;

import java.nio.ByteBuffer;

/**
 * One parameter set, as far as it has to be understood.
 *
 * @param level what it describes
 * @param id of the set, among those of its level
 * @param refersTo id of the set of the level above that it builds on, 0 for the highest level
 * @param content the NAL unit, without anything that does not belong to it
 * @param format what an SPS says of the pictures
 * @param temporalIdMax highest temporal sub-layer, for an SPS
 * @param timingStart bit behind the header where an SPS declares its timing, −1 for nowhere
 */
record ParameterSet(
        Level level,
        int id,
        int refersTo,
        Bytes content,
        TrackFormat.@Nullable Video format,
        int temporalIdMax,
        int timingStart) {

    private static final int TIMING_BITS = 64;

    /** What parameter sets describe, from the whole down. */
    enum Level {
        /** All layers: the VPS of H.265. */
        VIDEO,
        /** The pictures from one random access point to the next: SPS. */
        SEQUENCE,
        /** What an SPS has no room for. */
        EXTENSION,
        /** Single pictures: PPS. */
        PICTURE
    }

    static ParameterSet of(Level level, int id, int refersTo, Bytes content) {
        return new ParameterSet(level, id, refersTo, content, null, 0, -1);
    }

    /** True if both are the same but for the frame rate that they declare. */
    boolean isSameButForTiming(ParameterSet other, int headerBytes) {
        if (level != other.level || id != other.id || timingStart != other.timingStart) {
            return false;
        }
        if (content.equals(other.content)) {
            return true;
        }
        return timingStart >= 0 && equalOutsideTiming(other, headerBytes);
    }

    private boolean equalOutsideTiming(ParameterSet other, int headerBytes) {
        ByteBuffer one = content.asByteBuffer();
        ByteBuffer two = other.content.asByteBuffer();
        RbspReader first = new RbspReader().reset(one, headerBytes, one.limit());
        RbspReader second = new RbspReader().reset(two, headerBytes, two.limit());
        while (!first.isExhausted() && !second.isExhausted()) {
            int at = first.bitPosition();
            boolean inTiming = at >= timingStart && at < timingStart + TIMING_BITS;
            if (first.bit() != second.bit() && !inTiming) {
                return false;
            }
        }
        return first.isExhausted() && second.isExhausted();
    }
}
