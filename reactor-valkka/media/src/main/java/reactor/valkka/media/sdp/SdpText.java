package reactor.valkka.media.sdp;

/** Small helpers of the readers. */
final class SdpText {

    private static final int DIGITS_MAX = 9;

    private SdpText() {}

    /**
     * A line with a space for each control character and each other blank: what separates words is
     * then the same everywhere, and what was read can be written as one line again.
     */
    static String blanks(String line) {
        StringBuilder clean = null;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c != ' ' && (Character.isWhitespace(c) || Character.isISOControl(c))) {
                clean = clean == null ? new StringBuilder(line) : clean;
                clean.setCharAt(i, ' ');
            }
        }
        return clean == null ? line : clean.toString();
    }

    /** The leading digits of a text, so that {@code "90000 "} and {@code "96\t"} are numbers. */
    static int number(String text, int otherwise) {
        int start = 0;
        while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        int end = start;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        if (end == start || end - start > DIGITS_MAX) {
            return otherwise;
        }
        return Integer.parseInt(text, start, end, 10);
    }
}
