package reactor.valkka.media.bitstream;

import reactor.valkka.frame.ColorMatrix;
import reactor.valkka.frame.ColorRange;

import java.nio.ByteBuffer;

/**
 * What muxing, gating and sizing need to know of an H.265 sequence parameter set.
 *
 * <p><b>Source:</b> ITU-T H.265 §7.3.2.2.1, §7.4.3.2.1, annex E.
 *
 * @param profile profile, tier and level
 * @param id {@code sps_seq_parameter_set_id}
 * @param videoSetId {@code sps_video_parameter_set_id}
 * @param subLayersMax temporal sub-layers, 1 to 7
 * @param temporalIdNesting {@code sps_temporal_id_nesting_flag}
 * @param chromaFormatIdc 0 grey, 1 4:2:0, 2 4:2:2, 3 4:4:4
 * @param bitDepthLuma bits per luma sample
 * @param bitDepthChroma bits per chroma sample
 * @param codedWidth width in whole coding blocks
 * @param codedHeight height in whole coding blocks
 * @param width shown width, inside the conformance window
 * @param height shown height, inside the conformance window
 * @param reorderDepth pictures that may come before one in decoding order and after it in output
 *     order
 * @param decodedPicturesMax pictures that a decoder must be able to hold, the one in decoding
 *     among them, 1 to 16
 * @param sampleAspectWidth width of a pixel relative to its height, 1 by default
 * @param sampleAspectHeight height of a pixel relative to its width, 1 by default
 * @param colorMatrix how luma and chroma make a colour
 * @param colorRange which values stand for black and white
 * @param framesPerSecond declared pictures per second, 0 if none or nonsense
 */
public record H265SequenceParameterSet(
        H265Profile profile,
        int id,
        int videoSetId,
        int subLayersMax,
        boolean temporalIdNesting,
        int chromaFormatIdc,
        int bitDepthLuma,
        int bitDepthChroma,
        int codedWidth,
        int codedHeight,
        int width,
        int height,
        int reorderDepth,
        int decodedPicturesMax,
        int sampleAspectWidth,
        int sampleAspectHeight,
        ColorMatrix colorMatrix,
        ColorRange colorRange,
        double framesPerSecond) {

    /**
     * Reads an SPS.
     *
     * @param data a NAL unit from its header on; its position and limit stay as they are, and bytes
     *     behind the parameter set do no harm
     * @throws MalformedBitstreamException if the data is not an SPS, ends early, or has a size that
     *     no level allows
     */
    public static H265SequenceParameterSet parse(ByteBuffer data) {
        return new H265SequenceParameterSetParser(data).parse();
    }
}
