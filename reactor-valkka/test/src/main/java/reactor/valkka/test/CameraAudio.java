package reactor.valkka.test;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;
import reactor.valkka.media.rtp.AacPacketizer;
import reactor.valkka.media.rtp.Packetizer;
import reactor.valkka.media.rtp.SoundPacketizer;
import reactor.valkka.media.sdp.SdpAttribute;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * The sound of a {@link FakeCamera}: units with numbers instead of sound, see {@link #numberOf}.
 *
 * <p><b>Source:</b> RFC 3551 §4.5.14 (G.711), RFC 7587 (Opus), RFC 3640 §3.3.6 (AAC-hbr).
 *
 * @param codec {@link Codec#PCMU}, {@link Codec#PCMA}, {@link Codec#OPUS} or {@link Codec#AAC}
 * @param clockRateHz samples a second
 * @param samplesPerUnit samples in a unit
 * @param unitBytes bytes of a unit, 8 at least
 */
public record CameraAudio(Codec codec, int clockRateHz, int samplesPerUnit, int unitBytes)
        implements FakeTrack {

    private static final int AAC_SAMPLES = 1_024;
    private static final int AAC_BYTES = 200;
    private static final int AAC_LOW_COMPLEXITY = 2;
    private static final int NUMBER_BYTES = 8;
    private static final int ENTRY_EVERY = 50;
    private static final int PAYLOAD_BYTES = 1_400;

    private static final List<Integer> AAC_RATES = List.of(
            96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025,
            8_000, 7_350);

    /** Refuses what it cannot send. */
    public CameraAudio {
        boolean known = codec == Codec.AAC
                ? AAC_RATES.contains(clockRateHz)
                : codec == Codec.PCMU || codec == Codec.PCMA || codec == Codec.OPUS;
        if (!known || unitBytes < NUMBER_BYTES || unitBytes > PAYLOAD_BYTES || samplesPerUnit < 1) {
            throw new IllegalArgumentException("cannot send " + codec + " with " + clockRateHz
                    + " Hz and units of " + unitBytes + " bytes");
        }
    }

    /** G.711 µ-law: 8 kHz, 20 ms a unit, payload type 0. */
    public static CameraAudio pcmu() {
        return new CameraAudio(Codec.PCMU, 8_000, 160, 160);
    }

    /** G.711 A-law: 8 kHz, 20 ms a unit, payload type 8. */
    public static CameraAudio pcma() {
        return new CameraAudio(Codec.PCMA, 8_000, 160, 160);
    }

    /** Opus: 48 kHz, 20 ms a unit. */
    public static CameraAudio opus() {
        return new CameraAudio(Codec.OPUS, 48_000, 960, 120);
    }

    /** AAC-LC, mono, in the mode AAC-hbr. */
    public static CameraAudio aac(int clockRateHz) {
        return new CameraAudio(Codec.AAC, clockRateHz, AAC_SAMPLES, AAC_BYTES);
    }

    /** The number of a unit that such a track sent. */
    public static int numberOf(AccessUnit unit) {
        ByteBuffer bytes = unit.bytes();
        byte[] digits = new byte[NUMBER_BYTES];
        bytes.get(bytes.position(), digits);
        return HexFormat.fromHexDigits(new String(digits, StandardCharsets.US_ASCII));
    }

    /** The bytes of a unit: its number in hex digits, then filler. */
    public Bytes unit(int number) {
        byte[] unit = new byte[unitBytes];
        String digits = HexFormat.of().toHexDigits(number);
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (byte) (i < NUMBER_BYTES ? digits.charAt(i) : number * 31 + i);
        }
        return Bytes.copyOf(unit);
    }

    @Override
    public String kind() {
        return "audio";
    }

    @Override
    public int staticPayloadType() {
        return switch (codec) {
            case PCMU -> 0;
            case PCMA -> 8;
            default -> -1;
        };
    }

    @Override
    public double unitsPerSecond() {
        return (double) clockRateHz / samplesPerUnit;
    }

    @Override
    public List<SdpAttribute> attributes(int payloadType) {
        if (codec != Codec.AAC) {
            String channels = codec == Codec.OPUS ? "/2" : "";
            String map = payloadType + " " + codec + '/' + clockRateHz + channels;
            return List.of(new SdpAttribute("rtpmap", map));
        }
        int config = AAC_LOW_COMPLEXITY << 11 | AAC_RATES.indexOf(clockRateHz) << 7 | 1 << 3;
        String parameters = payloadType
                + " streamtype=5; profile-level-id=1; mode=AAC-hbr; sizelength=13; indexlength=3;"
                + " indexdeltalength=3; config="
                + String.format(Locale.ROOT, "%04X", config);
        return List.of(
                new SdpAttribute("rtpmap", payloadType + " mpeg4-generic/" + clockRateHz + "/1"),
                new SdpAttribute("fmtp", parameters));
    }

    @Override
    public Sender sender(int payloadType, int ssrc, int sequenceNumber) {
        return new PacketizedSender(
                packetizer(payloadType, ssrc, sequenceNumber), this::unit, ENTRY_EVERY);
    }

    private Packetizer packetizer(int payloadType, int ssrc, int sequenceNumber) {
        return switch (codec) {
            case AAC ->
                new AacPacketizer(payloadType, ssrc, sequenceNumber, PAYLOAD_BYTES, samplesPerUnit);
            case OPUS -> SoundPacketizer.opus(payloadType, ssrc, sequenceNumber, PAYLOAD_BYTES);
            default -> SoundPacketizer.g711(payloadType, ssrc, sequenceNumber, PAYLOAD_BYTES, 1);
        };
    }
}
