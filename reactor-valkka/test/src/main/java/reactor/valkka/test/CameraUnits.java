package reactor.valkka.test;

import reactor.valkka.frame.Bytes;
import reactor.valkka.media.rtp.JpegPacketizer;
import reactor.valkka.media.rtp.MetadataPacketizer;
import reactor.valkka.media.rtp.Packetizer;
import reactor.valkka.media.sdp.SdpAttribute;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A track of a {@link FakeCamera} that sends given units over and over: images, documents, or
 * whatever a {@link Packetizer} puts into packets.
 *
 * @param kind {@code video}, {@code audio} or {@code application}
 * @param encoding name, clock rate and channels as in {@code rtpmap}, such as {@code JPEG/90000}
 * @param clockRateHz ticks in a second
 * @param unitsPerSecond units in a second; 0 follows {@link CameraScript#framesPerSecond}
 * @param units what is sent, at least one
 * @param packing how
 */
public record CameraUnits(
        String kind,
        String encoding,
        int clockRateHz,
        double unitsPerSecond,
        List<Bytes> units,
        Packing packing)
        implements FakeTrack {

    private static final int CLOCK_RATE_HZ = 90_000;
    private static final int PAYLOAD_BYTES = 1_400;

    /** Makes a packetizer for a client. */
    public interface Packing {

        /**
         * Begins to send.
         *
         * @param payloadType of the packets
         * @param ssrc of the packets
         * @param sequenceNumber of the first packet
         */
        Packetizer begin(int payloadType, int ssrc, int sequenceNumber);
    }

    /** Takes a copy of the list. */
    public CameraUnits {
        units = List.copyOf(units);
        if (units.isEmpty()) {
            throw new IllegalArgumentException("a track has at least one unit");
        }
    }

    /** Motion JPEG: baseline images as RTP can carry them, at the camera's pace. */
    public static CameraUnits mjpeg(byte[]... images) {
        List<Bytes> units = Arrays.stream(images).map(Bytes::copyOf).toList();
        return new CameraUnits(
                "video",
                "JPEG/90000",
                CLOCK_RATE_HZ,
                0,
                units,
                (type, ssrc, sequence) -> new JpegPacketizer(type, ssrc, sequence, PAYLOAD_BYTES));
    }

    /** ONVIF metadata: documents, five in a second. */
    public static CameraUnits metadata(String... documents) {
        List<Bytes> units = Arrays.stream(documents)
                .map(document -> Bytes.copyOf(document.getBytes(StandardCharsets.UTF_8)))
                .toList();
        return new CameraUnits(
                "application",
                "vnd.onvif.metadata/90000",
                CLOCK_RATE_HZ,
                5,
                units,
                (type, ssrc, sequence) ->
                        new MetadataPacketizer(type, ssrc, sequence, PAYLOAD_BYTES));
    }

    @Override
    public List<SdpAttribute> attributes(int payloadType) {
        return List.of(new SdpAttribute("rtpmap", payloadType + " " + encoding));
    }

    @Override
    public Sender sender(int payloadType, int ssrc, int sequenceNumber) {
        return new PacketizedSender(
                packing.begin(payloadType, ssrc, sequenceNumber),
                number -> units.get(number % units.size()),
                1);
    }
}
