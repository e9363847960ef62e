package reactor.valkka.media.bitstream;

import java.nio.ByteBuffer;

/**
 * Finds the access units in a raw H.264 stream in Annex B framing, as in a file of it. The NAL
 * units of one access unit follow each other; the next begins with a delimiter, parameter set or
 * SEI, or with the slice that begins another picture.
 *
 * <p><b>Threads:</b> none. <b>Errors:</b> none; rubbish makes units of rubbish.
 *
 * <p><b>Source:</b> ITU-T H.264 §7.4.1.2.3, with {@code first_mb_in_slice} 0 for the beginning of a
 * picture, which holds for all but arbitrary slice order.
 */
public final class AnnexBUnits {
    private static final int NONE = -1;

    private final NalUnits.Visitor visitor;
    private final H264Picture picture = new H264Picture();
    private int unitStart = NONE;
    private int lastEnd;
    private int count;

    private AnnexBUnits(NalUnits.Visitor visitor) {
        this.visitor = visitor;
    }

    /**
     * Walks the access units of a whole stream.
     *
     * @param data between position and limit, which stay as they are
     * @param visitor is given each unit, from the header byte of its first NAL unit to the end of
     *     its last; {@link AccessUnitBuilder#annexB} takes it
     * @return number of access units
     */
    public static int forEach(ByteBuffer data, NalUnits.Visitor visitor) {
        AnnexBUnits walk = new AnnexBUnits(visitor);
        NalUnits.forEachAnnexB(data, data.position(), data.limit(), walk::nalUnit);
        walk.endUnit(data);
        return walk.count;
    }

    private void nalUnit(ByteBuffer data, int from, int to) {
        int type = H264Nal.type(data.get(from));
        boolean slice = H264Nal.isPictureData(type);
        boolean begins = slice
                ? picture.isFollowedBy(data, from, to)
                : picture.hasSlice() && H264Nal.beginsAccessUnit(type);
        if (begins) {
            endUnit(data);
        }
        if (unitStart == NONE) {
            unitStart = from;
        }
        if (slice) {
            picture.slice(data, from, to);
        }
        lastEnd = to;
    }

    private void endUnit(ByteBuffer data) {
        if (unitStart != NONE) {
            visitor.nalUnit(data, unitStart, lastEnd);
            count++;
        }
        unitStart = NONE;
        picture.reset();
    }
}
