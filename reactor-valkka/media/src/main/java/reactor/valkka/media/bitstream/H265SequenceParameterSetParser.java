package reactor.valkka.media.bitstream;

import java.nio.ByteBuffer;

/** Reads {@code seq_parameter_set_rbsp()}, ITU-T H.265 §7.3.2.2.1. One use per object. */
final class H265SequenceParameterSetParser {
    private static final String NAME = "H.265 sequence parameter set";
    private static final int IDS = 16;
    private static final int SUB_LAYERS_MAX = 7;
    private static final int SUB_LAYERS_WITH_FLAGS = 8;
    private static final int SUB_LAYER_PROFILE_BITS = 88;
    private static final int SIDE_MAX = 16_888;
    private static final int SAMPLES_MAX = 35_651_584;
    private static final int PICTURES_MAX = 16;
    private static final int SHORT_TERM_SETS_MAX = 64;
    private static final int LONG_TERM_PICTURES_MAX = 32;
    private static final int SCALING_SIZES = 4;
    private static final int SCALING_MATRICES = 6;
    private static final int RESTRICTIONS = 5;

    /** Timing information where {@code default_display_window_flag} should be: 1 and 20 zeros. */
    private static final int MISSING_WINDOW_BITS = 21;

    private static final int MISSING_WINDOW = 1 << 20;
    private static final int TIMING_BITS = 68;

    private final ByteBuffer data;
    private final RbspReader bits = new RbspReader();
    private int chromaFormatIdc;
    private boolean separatePlanes;
    private int reorderDepth;
    private int decodedPictures;
    private VideoSignal signal = VideoSignal.NONE;
    private double framesPerSecond;
    private int timingStart = -1;
    private int contentBytes;

    H265SequenceParameterSetParser(ByteBuffer data) {
        this.data = data;
    }

    /**
     * Bytes of the NAL unit up to its stop bit, so without any junk that a camera left behind; all
     * where nobody can tell.
     */
    int contentBytes() {
        return contentBytes;
    }

    /** Bit behind the header where 64 bits of timing stand, −1 if there are none. */
    int timingStart() {
        return timingStart;
    }

    H265SequenceParameterSet parse() {
        int from = data.position();
        check(data.remaining() > H265Nal.HEADER_BYTES, "at least 3 bytes", data.remaining());
        int type = H265Nal.type(data.get(from));
        check(type == H265Nal.SPS, "NAL unit type 33", type);
        bits.reset(data, from + H265Nal.HEADER_BYTES, data.limit());
        int videoSetId = bits.bits(4);
        int subLayers = 1 + within(bits.bits(3), SUB_LAYERS_MAX - 1, "at most 7 sub-layers");
        boolean nesting = bits.flag();
        H265Profile profile = readProfile(subLayers);
        int id = within(bits.ue(), IDS - 1, "an id below 16");
        chromaFormatIdc = within(bits.ue(), 3, "a chroma format of 0 to 3");
        separatePlanes = chromaFormatIdc == 3 && bits.flag();
        int codedWidth = side();
        int codedHeight = side();
        check(codedWidth * codedHeight <= SAMPLES_MAX, "a picture within the levels", codedHeight);
        int[] shown = readWindow(codedWidth, codedHeight);
        int depthLuma = 8 + within(bits.ue(), 8, "a luma depth of 8 to 16");
        int depthChroma = 8 + within(bits.ue(), 8, "a chroma depth of 8 to 16");
        int orderBits = 4 + within(bits.ue(), 12, "an order count of 4 to 16 bits");
        readBuffering(subLayers);
        check(!bits.isExhausted(), "more data", data.remaining());
        contentBytes = data.remaining();
        if (skipTools(orderBits)) {
            boolean whole = !bits.flag() || readUsability();
            boolean ends =
                    whole && !bits.flag() && bits.isAtStopBit(); // sps_extension_present_flag
            contentBytes = ends ? bits.position() - from : contentBytes;
        }
        return new H265SequenceParameterSet(
                profile,
                id,
                videoSetId,
                subLayers,
                nesting,
                chromaFormatIdc,
                depthLuma,
                depthChroma,
                codedWidth,
                codedHeight,
                shown[0],
                shown[1],
                reorderDepth,
                decodedPictures,
                signal.aspectWidth(),
                signal.aspectHeight(),
                signal.matrix(),
                signal.range(),
                framesPerSecond);
    }

    /** {@code profile_tier_level()}, §7.3.3: the general one counts, those of sub-layers do not. */
    private H265Profile readProfile(int subLayers) {
        H265Profile general = H265Profile.read(bits);
        boolean[] hasProfile = new boolean[subLayers];
        boolean[] hasLevel = new boolean[subLayers];
        for (int i = 0; i < subLayers - 1; i++) {
            hasProfile[i] = bits.flag();
            hasLevel[i] = bits.flag();
        }
        if (subLayers > 1) {
            bits.skip(2 * (SUB_LAYERS_WITH_FLAGS - subLayers + 1));
        }
        for (int i = 0; i < subLayers - 1; i++) {
            bits.skip((hasProfile[i] ? SUB_LAYER_PROFILE_BITS : 0) + (hasLevel[i] ? 8 : 0));
        }
        return general;
    }

    private int side() {
        int samples = within(bits.ue(), SIDE_MAX, "a side within the levels");
        check(samples > 0, "a side of at least 1", samples);
        return samples;
    }

    /** Gives shown width and height. */
    private int[] readWindow(int codedWidth, int codedHeight) {
        if (!bits.flag()) {
            return new int[] {codedWidth, codedHeight};
        }
        int chroma = separatePlanes ? 0 : chromaFormatIdc;
        int unitX = chroma == 1 || chroma == 2 ? 2 : 1;
        int unitY = chroma == 1 ? 2 : 1;
        long columns = ((long) bits.ue() + bits.ue()) * unitX;
        long rows = ((long) bits.ue() + bits.ue()) * unitY;
        check(columns < codedWidth, "a window with columns", columns);
        check(rows < codedHeight, "a window with rows", rows);
        return new int[] {codedWidth - (int) columns, codedHeight - (int) rows};
    }

    /** The figures of the highest sub-layer, which stand last, cover all. */
    private void readBuffering(int subLayers) {
        boolean each = bits.flag();
        for (int i = each ? 0 : subLayers - 1; i < subLayers; i++) {
            decodedPictures = 1 + within(bits.ue(), PICTURES_MAX - 1, "at most 16 pictures");
            reorderDepth = within(bits.ue(), PICTURES_MAX, "at most 16 pictures in reordering");
            bits.ue(); // sps_max_latency_increase_plus1
        }
        reorderDepth = Math.min(reorderDepth, decodedPictures - 1);
    }

    /**
     * Skips what only a decoder needs, up to the usability information. What is wrong here spoils
     * nothing that was read before it.
     *
     * @return false if the usability information cannot be found
     */
    private boolean skipTools(int orderBits) {
        for (int i = 0; i < 6; i++) {
            bits.ue(); // sizes of coding and transform blocks, depths of the hierarchy
        }
        boolean scaled = bits.flag();
        boolean hasLists = scaled && bits.flag();
        if (hasLists) {
            skipScalingLists();
        }
        bits.skip(2); // amp_enabled_flag, sample_adaptive_offset_enabled_flag
        if (bits.flag()) {
            bits.skip(8); // pcm_sample_bit_depth_luma_minus1 and chroma
            bits.ue();
            bits.ue();
            bits.skip(1); // pcm_loop_filter_disabled_flag
        }
        int sets = bits.ue();
        if (sets > SHORT_TERM_SETS_MAX || !new ShortTermPictureSets(bits).read(sets)) {
            return false;
        }
        if (bits.flag()) {
            int pictures = bits.ue();
            if (pictures > LONG_TERM_PICTURES_MAX) {
                return false;
            }
            bits.skip(pictures * (orderBits + 1));
        }
        bits.skip(2); // sps_temporal_mvp_enabled_flag, strong_intra_smoothing_enabled_flag
        return !bits.isExhausted();
    }

    /** {@code scaling_list_data()}, §7.3.4. */
    private void skipScalingLists() {
        for (int size = 0; size < SCALING_SIZES; size++) {
            int step = size == 3 ? 3 : 1;
            for (int matrix = 0; matrix < SCALING_MATRICES; matrix += step) {
                if (!bits.flag()) {
                    bits.ue(); // scaling_list_pred_matrix_id_delta
                } else {
                    int coefficients = Math.min(64, 1 << 4 + 2 * size) + (size > 1 ? 1 : 0);
                    for (int i = 0; i < coefficients && !bits.isExhausted(); i++) {
                        bits.se();
                    }
                }
            }
        }
    }

    /**
     * {@code vui_parameters()}, §E.2.1.
     *
     * @return false if it is read as far as the timing only: what follows is for reference decoders
     */
    private boolean readUsability() {
        signal = VideoSignal.parse(bits);
        bits.skip(3); // neutral_chroma_indication_flag, field_seq_flag, frame_field_info_present
        // Early encoders leave the flag of the default display window out: where it should stand,
        // timing information begins, and its first field is never as large as 2¹².
        boolean leftOut = bits.peek(MISSING_WINDOW_BITS) == MISSING_WINDOW
                && Byte.SIZE * (data.remaining() - H265Nal.HEADER_BYTES) - bits.bitPosition()
                        >= TIMING_BITS;
        if (!leftOut && bits.flag()) {
            for (int i = 0; i < 4; i++) {
                bits.ue();
            }
        }
        if (bits.flag()) {
            readTiming();
            if (bits.flag()) {
                bits.ue(); // vui_num_ticks_poc_diff_one_minus1
            }
            if (bits.flag()) {
                return false; // hrd_parameters()
            }
        }
        if (bits.flag()) {
            bits.skip(3); // restrictions of tiles, motion vectors and reference lists
            for (int i = 0; i < RESTRICTIONS; i++) {
                bits.ue();
            }
        }
        return true;
    }

    private void readTiming() {
        int start = bits.bitPosition();
        double units = Integer.toUnsignedLong(bits.bits(32));
        double scale = Integer.toUnsignedLong(bits.bits(32));
        if (!bits.isExhausted()) {
            timingStart = start;
            double rate = units == 0 ? 0 : scale / units;
            framesPerSecond = rate >= 1.0 / 3600 && rate <= 1000 ? rate : 0;
        }
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
