package reactor.valkka.media.bitstream;

import reactor.valkka.frame.Codec;

import java.nio.ByteBuffer;

/**
 * What the NAL units of one access unit say about it; one class for each codec. Reusable; one for
 * each track.
 */
abstract class CodedPicture {

    /** The reading of a codec's NAL units. */
    static CodedPicture of(Codec codec) {
        return switch (codec) {
            case H264 -> new H264Picture();
            case H265 -> new H265Picture();
            default -> throw new IllegalArgumentException(codec + " has no NAL units");
        };
    }

    /** What a NAL unit is for, by the first byte of its header. */
    abstract NalKind kind(int header);

    /** True if such a NAL unit, behind picture data, begins another access unit. */
    abstract boolean beginsAccessUnit(int header);

    abstract void reset();

    /** Takes note of supplemental enhancement information. */
    abstract void enhancement(ByteBuffer data, int from, int to);

    /** Takes note of a slice. */
    abstract void slice(ByteBuffer data, int from, int to);

    abstract boolean hasSlice();

    /** True if a slice with this header would make, or go on with, a key frame. */
    abstract boolean mayBeKeyFrame(int header);

    abstract boolean isKeyFrame();

    /**
     * True if no other picture refers to it.
     *
     * @param temporalIdMax highest temporal sub-layer of the stream
     */
    abstract boolean isDisposable(int temporalIdMax);

    /** True if it is shown before the key frame that it follows and needs what came before that. */
    abstract boolean isLeading();

    /**
     * True for a key frame behind which pictures may come that are shown before it and need what
     * came before it, where the slices do not tell which.
     */
    abstract boolean opensGroup();

    /** True if its first slice is known not to be where the picture begins. */
    abstract boolean lacksBeginning();

    /** Id of the picture parameter set in use, −1 before the first slice. */
    abstract int pictureSetId();

    /** True if a slice begins another picture than the one whose slices came so far. */
    abstract boolean isFollowedBy(ByteBuffer data, int from, int to);
}
