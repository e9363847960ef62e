package reactor.valkka.media.rtp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.Bytes;
import reactor.valkka.media.bitstream.AudioSpecificConfig;
import reactor.valkka.media.bitstream.MalformedBitstreamException;

import java.util.HexFormat;
import java.util.Locale;

/**
 * How AAC lies in RTP packets, as the parameters of {@code mpeg4-generic} say it. Where a camera
 * leaves them out, those of the mode AAC-hbr hold, which is what cameras send, and a missing or
 * broken configuration is that of AAC-LC.
 *
 * <p><b>Source:</b> RFC 3640 §4.1 (parameters), §3.3.5, §3.3.6 (modes).
 *
 * @param config the AudioSpecificConfig
 * @param parsed what it says
 * @param channels of the sound
 * @param frameTicks duration of a frame in ticks of the RTP clock
 * @param layout of the headers
 */
record AacFormat(
        Bytes config, AudioSpecificConfig parsed, int channels, long frameTicks, Layout layout) {

    private static final int BITS_MAX = 32;
    private static final int CONFIG_BYTES_MAX = 64;

    /**
     * How many bits each field of an AU header has.
     *
     * @param size of AU-size
     * @param index of AU-Index
     * @param indexDelta of AU-Index-delta
     * @param compositionDelta of CTS-delta; the flag before it is there if this is not 0
     * @param decodingDelta of DTS-delta; the flag before it is there if this is not 0
     * @param flags of RAP-flag and Stream-state together
     * @param auxiliary of the size of the auxiliary section, 0 if there is none
     * @param constantBytes size of all units where the headers do not say it, 0 if they do
     */
    record Layout(
            int size,
            int index,
            int indexDelta,
            int compositionDelta,
            int decodingDelta,
            int flags,
            int auxiliary,
            int constantBytes) {

        boolean hasHeaders() {
            return size + index + indexDelta + compositionDelta + decodingDelta + flags > 0;
        }

        private boolean isReadable() {
            return size <= BITS_MAX - 1
                    && index <= BITS_MAX
                    && indexDelta <= BITS_MAX
                    && compositionDelta <= BITS_MAX
                    && decodingDelta <= BITS_MAX
                    && flags <= BITS_MAX
                    && auxiliary <= BITS_MAX - 1;
        }
    }

    /** Reads the parameters; {@code null} where they describe something that is not read. */
    static @Nullable AacFormat of(PayloadFormat format) {
        FormatParameters parameters = format.parameters();
        String mode = text(parameters, "mode");
        boolean interleaved = number(parameters, "maxdisplacement", 0) > 0;
        if (interleaved || !mode.isEmpty() && !mode.startsWith("aac") && !mode.equals("generic")) {
            return null;
        }
        Layout layout = layout(parameters, mode);
        AacFormat described = layout.isReadable() ? described(format, layout) : null;
        return described != null && PayloadFormat.isPlausible(described.channels())
                ? described
                : null;
    }

    private static Layout layout(FormatParameters parameters, String mode) {
        boolean told = parameters.value("sizelength") != null || mode.equals("generic");
        boolean low = mode.equals("aac-lbr");
        int constant = number(parameters, "constantsize", 0);
        boolean assumed = !told && constant == 0;
        return new Layout(
                number(parameters, "sizelength", assumed ? low ? 6 : 13 : 0),
                number(parameters, "indexlength", assumed ? low ? 2 : 3 : 0),
                number(parameters, "indexdeltalength", assumed ? low ? 2 : 3 : 0),
                number(parameters, "ctsdeltalength", 0),
                number(parameters, "dtsdeltalength", 0),
                number(parameters, "randomaccessindication", 0)
                        + number(parameters, "streamstateindication", 0),
                number(parameters, "auxiliarydatasizelength", 0),
                constant);
    }

    private static AacFormat described(PayloadFormat format, Layout layout) {
        Bytes config = config(text(format.parameters(), "config"));
        if (config != null) {
            try {
                return of(format, config, layout);
            } catch (MalformedBitstreamException broken) {
                return of(format, assumedConfig(format), layout);
            }
        }
        return of(format, assumedConfig(format), layout);
    }

    private static AacFormat of(PayloadFormat format, Bytes config, Layout layout) {
        AudioSpecificConfig parsed = AudioSpecificConfig.parse(config.asByteBuffer());
        int channels = parsed.channels() > 0 ? parsed.channels() : format.channels();
        long ticks = (long) parsed.frameSamples() * format.clockRateHz() / parsed.sampleRateHz();
        return new AacFormat(config, parsed, channels, Math.max(1, ticks), layout);
    }

    private static Bytes assumedConfig(PayloadFormat format) {
        int rate = Math.min(format.clockRateHz(), (1 << 24) - 1);
        return AudioSpecificConfig.lowComplexity(rate, format.channels() == 1 ? 1 : 2);
    }

    private static @Nullable Bytes config(String hex) {
        int digits = Math.min(hex.length(), 2 * CONFIG_BYTES_MAX) & ~1;
        try {
            return digits == 0 ? null : Bytes.copyOf(HexFormat.of().parseHex(hex, 0, digits));
        } catch (IllegalArgumentException notHex) {
            return null;
        }
    }

    private static String text(FormatParameters parameters, String name) {
        String value = parameters.value(name);
        return value == null ? "" : value.replace("\"", "").strip().toLowerCase(Locale.ROOT);
    }

    private static int number(FormatParameters parameters, String name, int otherwise) {
        String value = text(parameters, name);
        if (value.isEmpty() || value.length() > 6) {
            return otherwise;
        }
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') {
                return otherwise;
            }
        }
        return Integer.parseInt(value);
    }
}
