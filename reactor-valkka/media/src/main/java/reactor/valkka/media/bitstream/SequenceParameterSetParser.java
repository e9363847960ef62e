package reactor.valkka.media.bitstream;

import java.nio.ByteBuffer;

/** Reads {@code seq_parameter_set_data()}, ITU-T H.264 §7.3.2.1.1. One use per object. */
final class SequenceParameterSetParser {
    private static final String NAME = "H.264 sequence parameter set";
    private static final int IDS = 32;
    private static final int MACROBLOCK = 16;
    private static final int MACROBLOCKS_PER_SIDE_MAX = 1055;
    private static final int MACROBLOCKS_MAX = 139_264;
    private static final int REFERENCE_FRAMES_MAX = 16;
    private static final int ORDER_CYCLE_MAX = 255;

    private final ByteBuffer data;
    private final RbspReader bits = new RbspReader();
    private int profileIdc;
    private int constraints;
    private int levelIdc;
    private int chromaFormatIdc = 1;
    private int bitDepthLuma = 8;
    private int bitDepthChroma = 8;
    private boolean separatePlanes;
    private int contentBytes;
    private int timingStart = -1;

    SequenceParameterSetParser(ByteBuffer data) {
        this.data = data;
    }

    SequenceParameterSet parse() {
        int from = data.position();
        check(data.remaining() >= 4, "at least 4 bytes", data.remaining());
        int type = H264Nal.type(data.get(from));
        check(type == H264Nal.SPS, "NAL unit type 7", type);
        bits.reset(data, from + 1, data.limit());
        profileIdc = bits.bits(8);
        constraints = bits.bits(8);
        levelIdc = bits.bits(8);
        int id = within(bits.ue(), IDS - 1, "an id below 32");
        if (hasChromaFormat(profileIdc)) {
            readChromaFormat();
        }
        bits.ue(); // log2_max_frame_num_minus4
        int orderType = readPictureOrder();
        int references = within(bits.ue(), REFERENCE_FRAMES_MAX, "at most 16 reference frames");
        bits.skip(1); // gaps_in_frame_num_value_allowed_flag
        int columns = 1 + within(bits.ue(), MACROBLOCKS_PER_SIDE_MAX - 1, "a width in levels");
        int mapRows = 1 + within(bits.ue(), MACROBLOCKS_PER_SIDE_MAX - 1, "a height in levels");
        boolean framesOnly = bits.flag();
        if (!framesOnly) {
            bits.skip(1); // mb_adaptive_frame_field_flag
        }
        bits.skip(1); // direct_8x8_inference_flag
        int rows = framesOnly ? mapRows : 2 * mapRows;
        check(columns * rows <= MACROBLOCKS_MAX, "a picture within the levels", columns * rows);
        int[] crop = readCropping(columns * MACROBLOCK, rows * MACROBLOCK, framesOnly);
        boolean hasUsability = bits.flag();
        check(!bits.isExhausted(), "more data", data.remaining());
        VideoUsability usability = hasUsability ? readUsability() : VideoUsability.NONE;
        contentBytes = bits.isAtStopBit() ? bits.position() - from : data.remaining();
        return new SequenceParameterSet(
                profileIdc,
                constraints,
                levelIdc,
                id,
                chromaFormatIdc,
                bitDepthLuma,
                bitDepthChroma,
                columns * MACROBLOCK,
                rows * MACROBLOCK,
                crop[0],
                crop[1],
                !framesOnly,
                orderType,
                references,
                reorderDepth(usability, orderType, references),
                decodedPictures(usability, references, columns * rows),
                usability);
    }

    /** Bytes of the NAL unit up to its stop bit, so without any junk that a camera left behind. */
    int contentBytes() {
        return contentBytes;
    }

    /** Bit behind the header where 64 bits of timing stand, −1 if there are none. */
    int timingStart() {
        return timingStart;
    }

    private VideoUsability readUsability() {
        VideoUsabilityParser parser = new VideoUsabilityParser(bits);
        VideoUsability usability = parser.parse();
        timingStart = parser.timingStart();
        return usability;
    }

    private static boolean hasChromaFormat(int profileIdc) {
        return switch (profileIdc) {
            case 44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244 -> true;
            default -> false;
        };
    }

    private void readChromaFormat() {
        chromaFormatIdc = within(bits.ue(), 3, "a chroma format of 0 to 3");
        if (chromaFormatIdc == 3) {
            separatePlanes = bits.flag();
        }
        bitDepthLuma = 8 + within(bits.ue(), 6, "a luma depth of 8 to 14");
        bitDepthChroma = 8 + within(bits.ue(), 6, "a chroma depth of 8 to 14");
        bits.skip(1); // qpprime_y_zero_transform_bypass_flag
        if (bits.flag()) {
            int lists = chromaFormatIdc == 3 ? 12 : 8;
            for (int i = 0; i < lists; i++) {
                if (bits.flag()) {
                    skipScalingList(i < 6 ? 16 : 64);
                }
            }
        }
    }

    /** {@code scaling_list()}, §7.3.2.1.1.1. */
    private void skipScalingList(int size) {
        int last = 8;
        int next = 8;
        for (int i = 0; i < size && next != 0; i++) {
            next = last + bits.se() & 0xFF;
            last = next == 0 ? last : next;
        }
    }

    private int readPictureOrder() {
        int type = within(bits.ue(), 2, "a picture order count type of 0 to 2");
        if (type == 0) {
            bits.ue(); // log2_max_pic_order_cnt_lsb_minus4
        } else if (type == 1) {
            bits.skip(1); // delta_pic_order_always_zero_flag
            bits.se(); // offset_for_non_ref_pic
            bits.se(); // offset_for_top_to_bottom_field
            int cycle = within(bits.ue(), ORDER_CYCLE_MAX, "an order count cycle below 256");
            for (int i = 0; i < cycle; i++) {
                bits.se();
            }
        }
        return type;
    }

    /** Gives shown width and height. */
    private int[] readCropping(int codedWidth, int codedHeight, boolean framesOnly) {
        if (!bits.flag()) {
            return new int[] {codedWidth, codedHeight};
        }
        int chroma = separatePlanes ? 0 : chromaFormatIdc;
        int unitX = chroma == 1 || chroma == 2 ? 2 : 1;
        int unitY = (chroma == 1 ? 2 : 1) * (framesOnly ? 1 : 2);
        long columns = ((long) bits.ue() + bits.ue()) * unitX;
        long rows = ((long) bits.ue() + bits.ue()) * unitY;
        check(columns < codedWidth, "a crop that leaves columns", columns);
        check(rows < codedHeight, "a crop that leaves rows", rows);
        return new int[] {codedWidth - (int) columns, codedHeight - (int) rows};
    }

    /**
     * §E.2.1, and what follows from profile, order count type and number of references: a picture
     * that is predicted from both sides needs two.
     */
    private int reorderDepth(VideoUsability usability, int orderType, int references) {
        if (usability.reorderFramesMax() >= 0) {
            return usability.reorderFramesMax();
        }
        boolean baseline = profileIdc == 66;
        return baseline || orderType == 2 || references <= 1 || isIntraOnly() ? 0 : -1;
    }

    private int decodedPictures(VideoUsability usability, int references, int macroblocks) {
        if (usability.decodedFramesMax() >= 0) {
            return Math.max(1, Math.max(usability.decodedFramesMax(), references));
        }
        if (isIntraOnly()) {
            return 1;
        }
        int byLevel = H264Level.decodedFramesMax(profileIdc, constraints, levelIdc, macroblocks);
        return Math.max(byLevel, references);
    }

    /** Profiles in which {@code constraint_set3_flag} means that every picture is intra coded. */
    private boolean isIntraOnly() {
        return switch (profileIdc) {
            case 44, 86, 100, 110, 122, 244 ->
                (constraints & SequenceParameterSet.CONSTRAINT_3) != 0;
            default -> false;
        };
    }

    private int within(int value, int max, String expected) {
        check(value <= max && !bits.isExhausted(), expected, value);
        return value;
    }

    private void check(boolean holds, String expected, long actual) {
        if (!holds) {
            throw new MalformedBitstreamException(
                    NAME, Math.max(0, bits.position() - data.position()), expected, actual);
        }
    }
}
