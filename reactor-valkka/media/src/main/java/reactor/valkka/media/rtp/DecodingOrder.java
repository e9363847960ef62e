package reactor.valkka.media.rtp;

import org.jspecify.annotations.Nullable;

import java.util.regex.Pattern;

/**
 * How far a sender of H.265 says that its NAL units may be from their places in decoding order.
 *
 * <p><b>Source:</b> RFC 7798 §7.1.
 *
 * @param differenceMax by how much the decoding order number of a NAL unit may be above that of one
 *     that is sent after it: {@code sprop-max-don-diff}, 1 to {@value #DIFFERENCE_MAX}
 * @param unitsMax NAL units that are sent before one and decoded after it at most: {@code
 *     sprop-depack-buf-nalus}, 1 to {@value DecodingOrderBuffer#UNITS_MAX}
 */
record DecodingOrder(int differenceMax, int unitsMax) {
    private static final int DIFFERENCE_MAX = 32_767;
    private static final int DIGITS_MAX = 9;
    private static final Pattern POSITIVE = Pattern.compile("0*+[1-9][0-9]*+");

    /**
     * What the parameters say; {@code null} where packets have no decoding order numbers. They have
     * some only where the difference is a positive number, whatever else is said.
     */
    static @Nullable DecodingOrder of(FormatParameters parameters) {
        String difference = parameters.value("sprop-max-don-diff");
        if (difference == null || !POSITIVE.matcher(difference).matches()) {
            return null;
        }
        return new DecodingOrder(
                number(difference, DIFFERENCE_MAX),
                number(parameters.value("sprop-depack-buf-nalus"), DecodingOrderBuffer.UNITS_MAX));
    }

    /** What is not said, or makes no sense, is the most there may be. */
    private static int number(@Nullable String value, int max) {
        if (value == null || !POSITIVE.matcher(value).matches() || value.length() > DIGITS_MAX) {
            return max;
        }
        return Math.min(Integer.parseInt(value), max);
    }
}
