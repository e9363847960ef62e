package reactor.valkka.media.bitstream;

import java.nio.ByteBuffer;

/**
 * What the NAL units of one H.265 access unit say about it. A key frame is an IDR, BLA or CRA
 * picture; all slices of a picture have the same type.
 *
 * <p><b>Source:</b> ITU-T H.265 §7.3.6.1, §7.4.2.2.
 */
final class H265Picture extends CodedPicture {
    private static final int NONE = -1;

    private final RbspReader bits = new RbspReader();
    private int type;
    private int temporalId;
    private boolean begins;
    private int pictureSetId;

    H265Picture() {
        reset();
    }

    @Override
    NalKind kind(int header) {
        return H265Nal.kind(H265Nal.type(header));
    }

    @Override
    boolean beginsAccessUnit(int header) {
        return H265Nal.beginsAccessUnit(H265Nal.type(header));
    }

    @Override
    void reset() {
        type = NONE;
        temporalId = 0;
        begins = false;
        pictureSetId = NONE;
    }

    @Override
    void enhancement(ByteBuffer data, int from, int to) {
        // Recovery points make no key frames here: what a CRA is for, it does better.
    }

    @Override
    void slice(ByteBuffer data, int from, int to) {
        if (type != NONE) {
            return;
        }
        type = H265Nal.type(data.get(from));
        if (to - from <= H265Nal.HEADER_BYTES) {
            return;
        }
        temporalId = H265Nal.temporalId(data.get(from + 1));
        bits.reset(data, from + H265Nal.HEADER_BYTES, to);
        begins = bits.flag();
        if (H265Nal.isRandomAccess(type)) {
            bits.skip(1); // no_output_of_prior_pics_flag
        }
        int set = bits.ue();
        pictureSetId = bits.isExhausted() ? NONE : set;
    }

    @Override
    boolean hasSlice() {
        return type != NONE;
    }

    @Override
    boolean mayBeKeyFrame(int header) {
        return H265Nal.isKeyFrame(H265Nal.type(header));
    }

    @Override
    boolean isKeyFrame() {
        return H265Nal.isKeyFrame(type);
    }

    /** Pictures of a higher sub-layer may refer to any of a lower one. */
    @Override
    boolean isDisposable(int temporalIdMax) {
        return hasSlice() && H265Nal.isSubLayerNonReference(type) && temporalId >= temporalIdMax;
    }

    @Override
    boolean isLeading() {
        return type == H265Nal.RASL_N || type == H265Nal.RASL_R;
    }

    @Override
    boolean opensGroup() {
        return false;
    }

    @Override
    boolean lacksBeginning() {
        return hasSlice() && !begins;
    }

    @Override
    int pictureSetId() {
        return pictureSetId;
    }

    /** {@code first_slice_segment_in_pic_flag} is the first bit behind the header. */
    @Override
    boolean isFollowedBy(ByteBuffer data, int from, int to) {
        return hasSlice()
                && to - from > H265Nal.HEADER_BYTES
                && data.get(from + H265Nal.HEADER_BYTES) < 0;
    }
}
