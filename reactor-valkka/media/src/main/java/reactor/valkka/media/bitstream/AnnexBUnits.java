package reactor.valkka.media.bitstream;

import reactor.valkka.frame.Codec;

import java.nio.ByteBuffer;

/**
 * Finds the access units in a raw H.264 or H.265 stream in Annex B framing, as in a file of it. The
 * NAL units of one access unit follow each other; the next begins with a delimiter, parameter set
 * or SEI, or with the slice that begins another picture.
 *
 * <p><b>Threads:</b> none. <b>Errors:</b> none; rubbish makes units of rubbish.
 *
 * <p><b>Source:</b> ITU-T H.264 §7.4.1.2.3, with {@code first_mb_in_slice} 0 for the beginning of a
 * picture, which holds for all but arbitrary slice order; H.265 §7.4.2.4.4.
 */
public final class AnnexBUnits {
    private static final int NONE = -1;

    private final NalUnits.Visitor visitor;
    private final CodedPicture picture;
    private int unitStart = NONE;
    private int lastEnd;
    private int count;

    private AnnexBUnits(Codec codec, NalUnits.Visitor visitor) {
        picture = CodedPicture.of(codec);
        this.visitor = visitor;
    }

    /** Walks the access units of a whole H.264 stream. */
    public static int forEach(ByteBuffer data, NalUnits.Visitor visitor) {
        return forEach(Codec.H264, data, visitor);
    }

    /**
     * Walks the access units of a whole stream.
     *
     * @param codec H.264 or H.265
     * @param data between position and limit, which stay as they are
     * @param visitor is given each unit, from the header byte of its first NAL unit to the end of
     *     its last; {@link AccessUnitBuilder#annexB} takes it
     * @return number of access units
     */
    public static int forEach(Codec codec, ByteBuffer data, NalUnits.Visitor visitor) {
        AnnexBUnits walk = new AnnexBUnits(codec, visitor);
        NalUnits.forEachAnnexB(data, data.position(), data.limit(), walk::nalUnit);
        walk.endUnit(data);
        return walk.count;
    }

    private void nalUnit(ByteBuffer data, int from, int to) {
        int header = data.get(from);
        boolean slice = picture.kind(header) == NalKind.PICTURE;
        boolean begins = slice
                ? picture.isFollowedBy(data, from, to)
                : picture.hasSlice() && picture.beginsAccessUnit(header);
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
