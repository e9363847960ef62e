package reactor.valkka.media.bitstream;

import reactor.valkka.frame.ColorMatrix;
import reactor.valkka.frame.ColorRange;

/**
 * Reads {@code vui_parameters()}. What was read before the data ends or turns to nonsense counts:
 * cameras are careless here, and nothing in it is needed to decode.
 *
 * <p><b>Source:</b> ITU-T H.264 §E.1.1, §E.1.2, tables E-1 and E-5.
 */
final class VideoUsabilityParser {
    private static final int EXTENDED_ASPECT = 255;
    private static final int CODED_PICTURE_BUFFERS_MAX = 32;
    private static final int FRAMES_MAX = 16;
    private static final int[] ASPECT_WIDTHS = {
        1, 1, 12, 10, 16, 40, 24, 20, 32, 80, 18, 15, 64, 160, 4, 3, 2
    };
    private static final int[] ASPECT_HEIGHTS = {
        1, 1, 11, 11, 11, 33, 11, 11, 11, 33, 11, 11, 33, 99, 3, 2, 1
    };

    private final RbspReader bits;
    private int aspectWidth = 1;
    private int aspectHeight = 1;
    private ColorMatrix matrix = ColorMatrix.UNSPECIFIED;
    private ColorRange range = ColorRange.LIMITED;
    private long unitsInTick;
    private long timeScale;
    private boolean fixedFrameRate;
    private int reorderFrames = -1;
    private int decodedFrames = -1;

    private VideoUsabilityParser(RbspReader bits) {
        this.bits = bits;
    }

    static VideoUsability parse(RbspReader bits) {
        VideoUsabilityParser parser = new VideoUsabilityParser(bits);
        parser.readAspect();
        parser.readColor();
        parser.readTiming();
        parser.readRestriction();
        return new VideoUsability(
                parser.aspectWidth,
                parser.aspectHeight,
                parser.matrix,
                parser.range,
                parser.unitsInTick,
                parser.timeScale,
                parser.fixedFrameRate,
                parser.reorderFrames,
                parser.decodedFrames);
    }

    private void readAspect() {
        if (!bits.flag()) {
            return;
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
        if (!bits.isExhausted() && width > 0 && height > 0) {
            aspectWidth = width;
            aspectHeight = height;
        }
    }

    private void readColor() {
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
                range = full ? ColorRange.FULL : ColorRange.LIMITED;
                matrix = matrixOf(matrixCoefficients);
            }
        }
        if (bits.flag()) {
            bits.ue(); // chroma_sample_loc_type_top_field
            bits.ue(); // chroma_sample_loc_type_bottom_field
        }
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

    private void readTiming() {
        if (!bits.flag()) {
            return;
        }
        long units = Integer.toUnsignedLong(bits.bits(32));
        long scale = Integer.toUnsignedLong(bits.bits(32));
        boolean fixed = bits.flag();
        if (!bits.isExhausted()) {
            unitsInTick = units;
            timeScale = scale;
            fixedFrameRate = fixed;
        }
    }

    private void readRestriction() {
        boolean nalBuffer = bits.flag();
        if (nalBuffer) {
            skipReferenceDecoder();
        }
        boolean videoBuffer = bits.flag();
        if (videoBuffer) {
            skipReferenceDecoder();
        }
        if (nalBuffer || videoBuffer) {
            bits.skip(1); // low_delay_hrd_flag
        }
        bits.skip(1); // pic_struct_present_flag
        if (!bits.flag()) {
            return;
        }
        bits.skip(1); // motion_vectors_over_pic_boundaries_flag
        for (int i = 0; i < 4; i++) {
            bits.ue(); // bytes and bits per picture, lengths of motion vectors
        }
        int reorder = bits.ue();
        int decoded = bits.ue();
        if (!bits.isExhausted() && reorder <= decoded && decoded <= FRAMES_MAX) {
            reorderFrames = reorder;
            decodedFrames = decoded;
        }
    }

    /** {@code hrd_parameters()}. */
    private void skipReferenceDecoder() {
        int count = bits.ue() + 1;
        bits.skip(8); // bit_rate_scale, cpb_size_scale
        for (int i = 0; i < Math.min(count, CODED_PICTURE_BUFFERS_MAX); i++) {
            bits.ue();
            bits.ue();
            bits.skip(1);
        }
        bits.skip(20); // lengths of delays and of the time offset
    }
}
