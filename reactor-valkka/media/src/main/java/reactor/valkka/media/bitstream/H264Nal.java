package reactor.valkka.media.bitstream;

/**
 * The NAL unit header of H.264: one byte.
 *
 * <pre>
 *   0 1 2 3 4 5 6 7
 *  |F|NRI|  Type   |
 * </pre>
 *
 * <p><b>Source:</b> ITU-T H.264 §7.3.1 and table 7-1.
 */
public final class H264Nal {
    /** Slice of a picture that is not an IDR picture. */
    public static final int SLICE = 1;
    /** Slice of an IDR picture. */
    public static final int IDR_SLICE = 5;
    /** Supplemental enhancement information. */
    public static final int SEI = 6;
    /** Sequence parameter set. */
    public static final int SPS = 7;
    /** Picture parameter set. */
    public static final int PPS = 8;
    /** Access unit delimiter. */
    public static final int ACCESS_UNIT_DELIMITER = 9;
    /** End of sequence. */
    public static final int END_OF_SEQUENCE = 10;
    /** End of stream. */
    public static final int END_OF_STREAM = 11;
    /** Filler data. */
    public static final int FILLER = 12;
    /** Sequence parameter set extension. */
    public static final int SPS_EXTENSION = 13;

    private static final int TYPE_MASK = 0x1F;
    private static final int PREFIX_NAL = 14;
    private static final int RESERVED_18 = 18;

    private H264Nal() {}

    /** {@code nal_unit_type}. */
    public static int type(int header) {
        return header & TYPE_MASK;
    }

    /** {@code nal_ref_idc}: 0 if no other picture refers to this one. */
    public static int refIdc(int header) {
        return header >> 5 & 3;
    }

    /** True for the types that carry picture data (VCL): slices and data partitions. */
    public static boolean isPictureData(int type) {
        return type >= SLICE && type <= IDR_SLICE;
    }

    /** True for the types that a track's setup holds: SPS, PPS and the extension of an SPS. */
    public static boolean isParameterSet(int type) {
        return type == SPS || type == PPS || type == SPS_EXTENSION;
    }

    /** What NAL units of a type are for. */
    static NalKind kind(int type) {
        if (isPictureData(type)) {
            return NalKind.PICTURE;
        }
        return switch (type) {
            case SPS, PPS, SPS_EXTENSION -> NalKind.PARAMETER_SET;
            case SEI -> NalKind.ENHANCEMENT;
            case FILLER -> NalKind.FILLER;
            case 0, ACCESS_UNIT_DELIMITER -> NalKind.IGNORED;
            default -> NalKind.OTHER;
        };
    }

    /**
     * True for the types that begin an access unit where picture data of another came before,
     * §7.4.1.2.3.
     */
    static boolean beginsAccessUnit(int type) {
        return type >= SEI && type <= ACCESS_UNIT_DELIMITER
                || type >= PREFIX_NAL && type <= RESERVED_18;
    }
}
