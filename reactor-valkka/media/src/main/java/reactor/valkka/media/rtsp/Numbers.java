package reactor.valkka.media.rtsp;

/**
 * Reads the numbers of header values. What is none costs no exception: a value may hold thousands
 * of them.
 */
final class Numbers {
    /** What a text is that is no number. */
    static final int NONE = -1;

    private static final int DECIMAL = 10;
    private static final int DECIMAL_DIGITS_MAX = 9;
    private static final int HEX = 16;
    private static final int HEX_DIGITS_MAX = 8;

    private Numbers() {}

    /** A number of one to nine decimal digits and nothing else, or {@link #NONE}. */
    static int decimal(String text) {
        return (int) number(text, DECIMAL, DECIMAL_DIGITS_MAX);
    }

    /** A number of one to eight hexadecimal digits and nothing else, or {@link #NONE}. */
    static long hex(String text) {
        return number(text, HEX, HEX_DIGITS_MAX);
    }

    private static long number(String text, int radix, int digitsMax) {
        if (text.isEmpty() || text.length() > digitsMax) {
            return NONE;
        }
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, radix) : NONE;
            if (digit < 0) {
                return NONE;
            }
            number = number * radix + digit;
        }
        return number;
    }
}
