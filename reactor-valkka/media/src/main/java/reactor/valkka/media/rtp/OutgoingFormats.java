package reactor.valkka.media.rtp;

import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.media.bitstream.AudioSpecificConfig;
import reactor.valkka.media.bitstream.H264Nal;
import reactor.valkka.media.bitstream.H265Nal;

import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * How tracks are named and described where they are sent over RTP: the other half of {@link
 * IncomingTracks}. Every codec has a format.
 *
 * <p><b>Source:</b> RFC 6184 §8.2.1, RFC 7798 §7.1, RFC 2435 §3.1, RFC 3640 §4.1, RFC 3551 §4.5.14,
 * §6, RFC 7587 §6.1, §7; ONVIF Streaming Specification §5.1.2.1.1.
 */
public final class OutgoingFormats {
    private static final int VIDEO_RATE_HZ = 90_000;
    private static final int G711_RATE_HZ = 8_000;
    private static final int OPUS_RATE_HZ = 48_000;
    private static final int OPUS_CHANNELS = 2;
    private static final int AAC_RATE_MAX_HZ = (1 << 24) - 1;
    private static final int FIRST_DYNAMIC_TYPE = 96;
    private static final int DYNAMIC_TYPES = 32;
    private static final int PCMU_TYPE = 0;
    private static final int PCMA_TYPE = 8;
    private static final int JPEG_TYPE = 26;

    private OutgoingFormats() {}

    /**
     * The payload type that a track has by custom: the fixed one where its encoding has one and it
     * fits, otherwise 96 and up, by its index.
     *
     * @throws IllegalArgumentException if it would be the 33rd one without a fixed type, or has
     *     more than {@link PayloadFormat#CHANNELS_MAX} channels
     */
    public static int payloadType(Track track) {
        boolean telephone = isTelephone(of(track));
        return switch (track.codec()) {
            case MJPEG -> JPEG_TYPE;
            case PCMU -> telephone ? PCMU_TYPE : dynamicType(track);
            case PCMA -> telephone ? PCMA_TYPE : dynamicType(track);
            default -> dynamicType(track);
        };
    }

    private static boolean isTelephone(PayloadFormat format) {
        return format.clockRateHz() == G711_RATE_HZ && format.channels() == 1;
    }

    private static int dynamicType(Track track) {
        if (track.index() >= DYNAMIC_TYPES) {
            throw new IllegalArgumentException(
                    "There are 32 payload types to choose, none is left for track "
                            + track.index());
        }
        return FIRST_DYNAMIC_TYPE + track.index();
    }

    /**
     * What the packets of a track carry, as a description says it.
     *
     * @throws reactor.valkka.media.bitstream.MalformedBitstreamException if the configuration of
     *     AAC cannot be read
     * @throws IllegalArgumentException if it has more than {@link PayloadFormat#CHANNELS_MAX}
     *     channels
     */
    public static PayloadFormat of(Track track) {
        return switch (track.codec()) {
            case H264 -> video("H264", h264(track.parameterSets()));
            case H265 -> video("H265", h265(track.parameterSets()));
            case MJPEG -> video("JPEG", Map.of());
            case AAC -> aac(track);
            case PCMU, PCMA -> g711(track);
            case OPUS -> opus(track);
            case ONVIF_METADATA -> video("vnd.onvif.metadata", Map.of());
        };
    }

    private static PayloadFormat video(String encoding, Map<String, String> parameters) {
        return new PayloadFormat(encoding, VIDEO_RATE_HZ, 1, new FormatParameters(parameters));
    }

    private static Map<String, String> h264(List<Bytes> sets) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("packetization-mode", "1");
        for (Bytes set : sets) {
            if (set.size() > 3 && H264Nal.type(set.at(0)) == H264Nal.SPS) {
                String profile = HexFormat.of().withUpperCase().formatHex(set.toArray(), 1, 4);
                parameters.putIfAbsent("profile-level-id", profile);
            }
        }
        putSets(parameters, "sprop-parameter-sets", sets, type -> true);
        return parameters;
    }

    private static Map<String, String> h265(List<Bytes> sets) {
        Map<String, String> parameters = new LinkedHashMap<>();
        putSets(parameters, "sprop-vps", sets, first -> H265Nal.type(first) == H265Nal.VPS);
        putSets(parameters, "sprop-sps", sets, first -> H265Nal.type(first) == H265Nal.SPS);
        putSets(parameters, "sprop-pps", sets, first -> H265Nal.type(first) == H265Nal.PPS);
        return parameters;
    }

    private static void putSets(
            Map<String, String> parameters, String name, List<Bytes> sets, IntPredicate byHeader) {
        List<String> encoded = sets.stream()
                .filter(set -> set.size() > 0 && byHeader.test(set.at(0)))
                .map(set -> Base64.getEncoder().encodeToString(set.toArray()))
                .toList();
        if (!encoded.isEmpty()) {
            parameters.put(name, String.join(",", encoded));
        }
    }

    private static PayloadFormat aac(Track track) {
        Bytes config = track.parameterSets().isEmpty()
                ? assumedConfig(track)
                : track.parameterSets().get(0);
        AudioSpecificConfig parsed = AudioSpecificConfig.parse(config.asByteBuffer());
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("streamtype", "5");
        parameters.put("profile-level-id", "1");
        parameters.put("mode", "AAC-hbr");
        parameters.put("sizelength", "13");
        parameters.put("indexlength", "3");
        parameters.put("indexdeltalength", "3");
        parameters.put("config", HexFormat.of().formatHex(config.toArray()));
        int channels = parsed.channels() > 0 ? parsed.channels() : channels(track, 2);
        return new PayloadFormat(
                "mpeg4-generic", parsed.outputRateHz(), channels, new FormatParameters(parameters));
    }

    private static Bytes assumedConfig(Track track) {
        int rate = track.format() instanceof TrackFormat.Audio audio
                ? audio.sampleRateHz()
                : track.clockRateHz();
        int channels = Math.min(channels(track, 2), OPUS_CHANNELS);
        return AudioSpecificConfig.lowComplexity(Math.min(rate, AAC_RATE_MAX_HZ), channels);
    }

    private static PayloadFormat g711(Track track) {
        String encoding = track.codec() == Codec.PCMU ? "PCMU" : "PCMA";
        int rate = track.format() instanceof TrackFormat.Audio audio && audio.sampleRateHz() > 0
                ? audio.sampleRateHz()
                : G711_RATE_HZ;
        return new PayloadFormat(
                encoding, rate, channels(track, 1), new FormatParameters(Map.of()));
    }

    /** The number of channels is always said to be 2; a parameter says whether it is true. */
    private static PayloadFormat opus(Track track) {
        boolean stereo = channels(track, OPUS_CHANNELS) >= OPUS_CHANNELS;
        Map<String, String> parameters = Map.of("sprop-stereo", stereo ? "1" : "0");
        return new PayloadFormat(
                "opus", OPUS_RATE_HZ, OPUS_CHANNELS, new FormatParameters(parameters));
    }

    private static int channels(Track track, int otherwise) {
        int channels = track.format() instanceof TrackFormat.Audio audio && audio.channels() > 0
                ? audio.channels()
                : otherwise;
        if (!PayloadFormat.isPlausible(channels)) {
            throw new IllegalArgumentException("Sound has at most " + PayloadFormat.CHANNELS_MAX
                    + " channels over RTP, got " + channels);
        }
        return channels;
    }
}
