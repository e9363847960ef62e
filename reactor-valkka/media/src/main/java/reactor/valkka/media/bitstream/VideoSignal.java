package reactor.valkka.media.bitstream;

import reactor.valkka.frame.ColorMatrix;
import reactor.valkka.frame.ColorRange;

/**
 * The shape of pixels and the meaning of colours: how the video usability information of H.264 and
 * of H.265 begins.
 *
 * <p><b>Source:</b> ITU-T H.264 §E.1.1, tables E-1 and E-5; H.265 §E.2.1, the same tables.
 *
 * @param aspectWidth width of a pixel relative to its height, 1 by default
 * @param aspectHeight height of a pixel relative to its width, 1 by default
 * @param matrix how luma and chroma make a colour
 * @param range which values stand for black and white
 */
record VideoSignal(int aspectWidth, int aspectHeight, ColorMatrix matrix, ColorRange range) {
    static final VideoSignal NONE =
            new VideoSignal(1, 1, ColorMatrix.UNSPECIFIED, ColorRange.LIMITED);

    private static final int EXTENDED_ASPECT = 255;
    private static final int[] ASPECT_WIDTHS = {
        1, 1, 12, 10, 16, 40, 24, 20, 32, 80, 18, 15, 64, 160, 4, 3, 2
    };
    private static final int[] ASPECT_HEIGHTS = {
        1, 1, 11, 11, 11, 33, 11, 11, 11, 33, 11, 11, 33, 99, 3, 2, 1
    };

    /** Reads from {@code aspect_ratio_info_present_flag} to the chroma sample locations. */
    static VideoSignal parse(RbspReader bits) {
        return NONE.withAspect(bits).withColor(bits);
    }

    private VideoSignal withAspect(RbspReader bits) {
        if (!bits.flag()) {
            return this;
        }
        int indicator = bits.bits(8);
        int width = 1;
        int height = 1;
        if (indicator == EXTENDED_ASPECT) {
            width = bits.bits(16);
            height = bits.bits(16);
        } else if (indicator < ASPECT_WIDTHS.length) {
            width = ASPECT_WIDTHS[indicator];
            height = ASPECT_HEIGHTS[indicator];
        }
        boolean usable = !bits.isExhausted() && width > 0 && height > 0;
        return usable ? new VideoSignal(width, height, matrix, range) : this;
    }

    private VideoSignal withColor(RbspReader bits) {
        VideoSignal result = this;
        if (bits.flag()) {
            bits.skip(1); // overscan_appropriate_flag
        }
        if (bits.flag()) {
            bits.skip(3); // video_format
            boolean full = bits.flag();
            int matrixCoefficients = 2;
            if (bits.flag()) {
                bits.skip(16); // colour_primaries, transfer_characteristics
                matrixCoefficients = bits.bits(8);
            }
            if (!bits.isExhausted()) {
                ColorRange declared = full ? ColorRange.FULL : ColorRange.LIMITED;
                result = new VideoSignal(
                        aspectWidth, aspectHeight, matrixOf(matrixCoefficients), declared);
            }
        }
        if (bits.flag()) {
            bits.ue(); // chroma_sample_loc_type_top_field
            bits.ue(); // chroma_sample_loc_type_bottom_field
        }
        return result;
    }

    private static ColorMatrix matrixOf(int coefficients) {
        return switch (coefficients) {
            case 0 -> ColorMatrix.RGB;
            case 1 -> ColorMatrix.BT709;
            case 5, 6 -> ColorMatrix.BT601;
            case 9 -> ColorMatrix.BT2020;
            default -> ColorMatrix.UNSPECIFIED;
        };
    }
}
