package reactor.valkka.media.bitstream;

import java.nio.ByteBuffer;

/**
 * What muxing, gating and sizing need to know of an H.264 sequence parameter set.
 *
 * <p><b>Source:</b> ITU-T H.264 §7.3.2.1.1, §7.4.2.1.1, annex E.
 *
 * @param profileIdc {@code profile_idc}
 * @param constraints {@code constraint_set0_flag} (highest bit) to {@code constraint_set5_flag}
 *     and two reserved bits, as they stand in the stream
 * @param levelIdc {@code level_idc}: ten times the level
 * @param id {@code seq_parameter_set_id}
 * @param chromaFormatIdc 0 grey, 1 4:2:0, 2 4:2:2, 3 4:4:4
 * @param bitDepthLuma bits per luma sample
 * @param bitDepthChroma bits per chroma sample
 * @param codedWidth width in whole macroblocks
 * @param codedHeight height in whole macroblocks
 * @param width shown width, after cropping
 * @param height shown height, after cropping
 * @param interlaced fields may be coded
 * @param pictureOrderCountType {@code pic_order_cnt_type}; 2 excludes reordering
 * @param referenceFramesMax {@code max_num_ref_frames}
 * @param reorderDepth pictures that may come before one in decoding order and after it in output
 *     order; −1 where the stream leaves it open
 * @param decodedPicturesMax pictures that a decoder must be able to hold, 1 to 16: as the stream
 *     says, else by its level
 * @param usability the rest
 */
public record SequenceParameterSet(
        int profileIdc,
        int constraints,
        int levelIdc,
        int id,
        int chromaFormatIdc,
        int bitDepthLuma,
        int bitDepthChroma,
        int codedWidth,
        int codedHeight,
        int width,
        int height,
        boolean interlaced,
        int pictureOrderCountType,
        int referenceFramesMax,
        int reorderDepth,
        int decodedPicturesMax,
        VideoUsability usability) {

    static final int CONSTRAINT_3 = 0x10;

    /**
     * Reads an SPS.
     *
     * @param data a NAL unit from its header byte on; its position and limit stay as they are, and
     *     bytes behind the parameter set do no harm
     * @throws MalformedBitstreamException if the data is not an SPS, ends early, or has a size that
     *     no level allows
     */
    public static SequenceParameterSet parse(ByteBuffer data) {
        return new SequenceParameterSetParser(data).parse();
    }

    /**
     * The codec as browsers and manifests name it, like {@code avc1.64001f}.
     *
     * <p><b>Source:</b> RFC 6381 §3.3.
     */
    public String codecString() {
        return String.format("avc1.%02x%02x%02x", profileIdc, constraints, levelIdc);
    }
}
