package reactor.valkka.rtsp;

import reactor.valkka.media.rtsp.RtspResponse;

import java.math.BigDecimal;

/**
 * How many times as fast as it was recorded something is played, as a header says.
 *
 * <p>Source: RFC 2326 §12.34.
 */
final class Scale {

    /** As fast as it was recorded, which is also what nothing said means. */
    static final double NORMAL = 1;

    private static final int CHARACTERS_MAX = 32;

    private Scale() {}

    /** The value of the header: {@code 4.0}. */
    static String text(double scale) {
        return BigDecimal.valueOf(scale).toPlainString();
    }

    /** What an answer grants; what is not there or makes no sense is the usual. */
    static double granted(RtspResponse response) {
        String value = response.headers().first("Scale");
        if (value == null || value.length() > CHARACTERS_MAX) {
            return NORMAL;
        }
        try {
            double scale = Double.parseDouble(value.strip());
            return scale >= Replay.SCALE_MIN && scale <= Replay.SCALE_MAX ? scale : NORMAL;
        } catch (NumberFormatException none) {
            return NORMAL;
        }
    }
}
