package reactor.valkka.media.sdp;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * What a payload type stands for, RFC 4566 §6.
 *
 * @param payloadType the RTP payload type, 0 to 127
 * @param encoding the encoding's name as it stood, such as {@code H264}
 * @param clockRateHz ticks a second of the RTP timestamps
 * @param channels audio channels, 1 where none are named
 */
public record RtpMap(int payloadType, String encoding, int clockRateHz, int channels) {

    private static final int VIDEO_RATE_HZ = 90_000;

    /**
     * Reads {@code 96 H264/90000}; blanks may stand anywhere. Where the rate is missing or
     * impossible, it is the one that the encoding has.
     */
    static @Nullable RtpMap parse(String value) {
        String text = value.strip();
        int space = text.indexOf(' ');
        if (space <= 0) {
            return null;
        }
        String[] parts = text.substring(space + 1).strip().split("/", -1);
        int payloadType = SdpText.number(text.substring(0, space), -1);
        if (payloadType < 0 || payloadType > 127 || parts[0].isBlank()) {
            return null;
        }
        String encoding = parts[0].strip();
        int rate = parts.length > 1 ? SdpText.number(parts[1], 0) : 0;
        rate = rate > 0 ? rate : usualRateHz(encoding);
        int channels = parts.length > 2 ? SdpText.number(parts[2], 1) : 1;
        return new RtpMap(payloadType, encoding, rate, Math.max(1, channels));
    }

    private static int usualRateHz(String encoding) {
        return switch (encoding.toUpperCase(Locale.ROOT)) {
            case "PCMU", "PCMA" -> 8_000;
            case "OPUS" -> 48_000;
            default -> VIDEO_RATE_HZ;
        };
    }

    /** The encodings whose payload types are fixed and need no line, RFC 3551 §6. */
    static @Nullable RtpMap ofStatic(int payloadType) {
        return switch (payloadType) {
            case 0 -> new RtpMap(0, "PCMU", 8_000, 1);
            case 8 -> new RtpMap(8, "PCMA", 8_000, 1);
            case 26 -> new RtpMap(26, "JPEG", VIDEO_RATE_HZ, 1);
            case 33 -> new RtpMap(33, "MP2T", VIDEO_RATE_HZ, 1);
            default -> null;
        };
    }
}
