package reactor.valkka.media.bitstream;

import java.util.Locale;

/**
 * What a decoder must be able to do for an H.265 stream.
 *
 * <p><b>Source:</b> ITU-T H.265 §7.3.3, §7.4.4 ({@code profile_tier_level}).
 *
 * @param space {@code general_profile_space}
 * @param highTier {@code general_tier_flag}
 * @param idc {@code general_profile_idc}: 1 Main, 2 Main 10, 3 Main Still Picture, 4 extensions
 * @param compatibility the 32 compatibility flags, that of profile 0 in the highest bit
 * @param constraints the 48 constraint flags as they stand, in the lower bits
 * @param levelIdc {@code general_level_idc}: thirty times the level
 */
public record H265Profile(
        int space, boolean highTier, int idc, int compatibility, long constraints, int levelIdc) {
    private static final int CONSTRAINT_BYTES = 6;

    static H265Profile read(RbspReader bits) {
        int space = bits.bits(2);
        boolean highTier = bits.flag();
        int idc = bits.bits(5);
        int compatibility = bits.bits(32);
        long constraints = (long) bits.bits(16) << 32 | Integer.toUnsignedLong(bits.bits(32));
        return new H265Profile(space, highTier, idc, compatibility, constraints, bits.bits(8));
    }

    /**
     * The codec as browsers and manifests name it, like {@code hvc1.1.6.L120.90}.
     *
     * <p><b>Source:</b> ISO/IEC 14496-15 §E.3.
     */
    public String codecString() {
        StringBuilder text = new StringBuilder("hvc1.");
        if (space > 0) {
            text.append((char) ('A' + space - 1));
        }
        text.append(idc).append('.');
        text.append(Integer.toHexString(Integer.reverse(compatibility)).toUpperCase(Locale.ROOT));
        text.append('.').append(highTier ? 'H' : 'L').append(levelIdc);
        long left = constraints << Short.SIZE;
        for (int i = 0; i < CONSTRAINT_BYTES && left != 0; i++) {
            text.append('.').append(Long.toHexString(left >>> 56).toUpperCase(Locale.ROOT));
            left <<= Byte.SIZE;
        }
        return text.toString();
    }
}
