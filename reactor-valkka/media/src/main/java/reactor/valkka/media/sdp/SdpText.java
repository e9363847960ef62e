package reactor.valkka.media.sdp;

/** Small helpers of the readers. */
final class SdpText {

    private SdpText() {}

    /** The leading digits of a text, so that {@code "90000 "} and {@code "96\t"} are numbers. */
    static int number(String text, int otherwise) {
        String digits = text.strip();
        int length = 0;
        while (length < digits.length() && Character.isDigit(digits.charAt(length))) {
            length++;
        }
        if (length == 0 || length > 9) {
            return otherwise;
        }
        return Integer.parseInt(digits.substring(0, length));
    }
}
