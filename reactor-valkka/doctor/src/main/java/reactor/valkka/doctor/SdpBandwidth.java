package reactor.valkka.doctor;

/**
 * The bit rate that a description declares for its first video: {@code b=AS} in kilobits, or {@code
 * b=TIAS} in bits a second, of the section or else of the session.
 *
 * <p><b>Source:</b> RFC 4566 §5.8, RFC 3890.
 */
final class SdpBandwidth {

    private static final long BITS_PER_KILOBIT = 1_000;

    private SdpBandwidth() {}

    /** Bits a second; 0 where none are declared. */
    static long bitsPerSecond(String description) {
        long session = 0;
        long section = 0;
        boolean inSection = false;
        boolean inVideo = false;
        for (String line : description.split("\r\n|\n|\r", -1)) {
            if (line.startsWith("m=")) {
                if (inVideo) {
                    break;
                }
                inSection = true;
                inVideo = line.startsWith("m=video");
            } else if (line.startsWith("b=") && inVideo) {
                section = Math.max(section, bits(line));
            } else if (line.startsWith("b=") && !inSection) {
                session = Math.max(session, bits(line));
            }
        }
        return section > 0 ? section : session;
    }

    private static long bits(String line) {
        int colon = line.indexOf(':');
        if (colon < 0) {
            return 0;
        }
        long number = Math.max(0, SystemFiles.numberIn(line.substring(colon + 1), 0));
        return switch (line.substring(2, colon)) {
            case "AS" -> number * BITS_PER_KILOBIT;
            case "TIAS" -> number;
            default -> 0;
        };
    }
}
