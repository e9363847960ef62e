package reactor.valkka.media.bitstream;

/**
 * The NAL unit header of H.265: two bytes, of which the first has the type.
 *
 * <pre>
 *   0                   1
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
 *  |F|   Type    |  LayerId  | TID |
 * </pre>
 *
 * <p><b>Source:</b> ITU-T H.265 §7.3.1.2, §7.4.2.2 and table 7-1.
 */
public final class H265Nal {
    /** Bytes of the header. */
    public static final int HEADER_BYTES = 2;

    /** Slice of a picture that others may refer to, {@code TRAIL_R}. */
    public static final int TRAIL_R = 1;
    /** Slice of a picture that leads a random access point and can be decoded after it. */
    public static final int RADL_N = 6;
    /** Slice of a picture that leads a random access point and needs what came before that. */
    public static final int RASL_N = 8;
    /** The same, and others may refer to it. */
    public static final int RASL_R = 9;
    /** First type of random access points: {@code BLA_W_LP}. */
    public static final int BLA_W_LP = 16;
    /** Slice of an IDR picture with leading pictures. */
    public static final int IDR_W_RADL = 19;
    /** Slice of an IDR picture without leading pictures. */
    public static final int IDR_N_LP = 20;
    /** Slice of a clean random access picture. */
    public static final int CRA = 21;
    /** Video parameter set. */
    public static final int VPS = 32;
    /** Sequence parameter set. */
    public static final int SPS = 33;
    /** Picture parameter set. */
    public static final int PPS = 34;
    /** Access unit delimiter. */
    public static final int ACCESS_UNIT_DELIMITER = 35;
    /** End of sequence. */
    public static final int END_OF_SEQUENCE = 36;
    /** End of bitstream. */
    public static final int END_OF_BITSTREAM = 37;
    /** Filler data. */
    public static final int FILLER = 38;
    /** Supplemental enhancement information before the picture. */
    public static final int PREFIX_SEI = 39;
    /** Supplemental enhancement information behind the picture. */
    public static final int SUFFIX_SEI = 40;

    private static final int LAST_SUB_LAYER_TYPE = 14;
    private static final int LAST_IRAP = 23;

    private H265Nal() {}

    /** {@code nal_unit_type}, in the first byte of the header. */
    public static int type(int first) {
        return first >> 1 & 0x3F;
    }

    /** {@code nuh_layer_id}: 0 for the pictures that everybody decodes. */
    public static int layerId(int first, int second) {
        return (first & 1) << 5 | second >> 3 & 0x1F;
    }

    /** {@code TemporalId}, in the second byte of the header. */
    public static int temporalId(int second) {
        return Math.max(0, (second & 7) - 1);
    }

    /** True for the types that carry picture data and are in use. */
    public static boolean isPictureData(int type) {
        return type >= 0 && type <= RASL_R || isKeyFrame(type);
    }

    /** True for the slices of pictures at which decoding can start: BLA, IDR and CRA. */
    public static boolean isKeyFrame(int type) {
        return type >= BLA_W_LP && type <= CRA;
    }

    /** True for the types that a track's setup holds. */
    public static boolean isParameterSet(int type) {
        return type >= VPS && type <= PPS;
    }

    /** True for the types whose slices have {@code no_output_of_prior_pics_flag}. */
    static boolean isRandomAccess(int type) {
        return type >= BLA_W_LP && type <= LAST_IRAP;
    }

    /** True if no picture of the same sub-layer refers to it. */
    static boolean isSubLayerNonReference(int type) {
        return type <= LAST_SUB_LAYER_TYPE && type % 2 == 0;
    }

    /** What NAL units of a type are for. */
    static NalKind kind(int type) {
        if (isPictureData(type)) {
            return NalKind.PICTURE;
        }
        return switch (type) {
            case VPS, SPS, PPS -> NalKind.PARAMETER_SET;
            case PREFIX_SEI -> NalKind.ENHANCEMENT;
            case END_OF_SEQUENCE, END_OF_BITSTREAM, SUFFIX_SEI -> NalKind.OTHER;
            case FILLER -> NalKind.FILLER;
            default -> NalKind.IGNORED;
        };
    }

    /** True for the types that begin an access unit behind picture data, §7.4.2.4.4. */
    static boolean beginsAccessUnit(int type) {
        return type >= VPS && type <= ACCESS_UNIT_DELIMITER
                || type == PREFIX_SEI
                || type > SUFFIX_SEI && type < 45
                || type >= 48 && type < 56;
    }
}
