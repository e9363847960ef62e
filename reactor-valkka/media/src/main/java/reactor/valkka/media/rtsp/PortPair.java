package reactor.valkka.media.rtsp;

import org.jspecify.annotations.Nullable;

/**
 * Two neighbouring numbers of a Transport header: RTP and RTCP ports, or interleaved channels.
 *
 * @param first the number for RTP
 * @param second the number for RTCP
 */
public record PortPair(int first, int second) {

    /** Refuses numbers that are no port. */
    public PortPair {
        if (first < 0 || first > 65535 || second < 0 || second > 65535) {
            throw new IllegalArgumentException("no port pair: " + first + '-' + second);
        }
    }

    /**
     * Reads {@code a-b}, or {@code a} alone, which means {@code a} and the number behind it.
     *
     * @param text the value of a parameter
     * @return the pair, or {@code null} where the text is no pair
     */
    static @Nullable PortPair parse(String text) {
        int dash = text.indexOf('-');
        int first = Numbers.decimal((dash < 0 ? text : text.substring(0, dash)).strip());
        int second =
                dash < 0 ? first + 1 : Numbers.decimal(text.substring(dash + 1).strip());
        boolean valid = first >= 0 && first <= 65535 && second >= 0 && second <= 65535;
        return valid ? new PortPair(first, second) : null;
    }

    @Override
    public String toString() {
        return first + "-" + second;
    }
}
