package reactor.valkka.test;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Bytes;
import reactor.valkka.media.bitstream.AnnexBUnits;
import reactor.valkka.media.bitstream.H264Nal;
import reactor.valkka.media.bitstream.NalUnits;
import reactor.valkka.media.sdp.SdpAttribute;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * What a {@link FakeCamera} shows, over and over: access units in H.264, a key frame with its
 * parameter sets in front.
 *
 * @param sequenceSet the SPS
 * @param pictureSet the PPS
 * @param units the access units in decoding order, the first a key frame
 */
public record CameraVideo(Bytes sequenceSet, Bytes pictureSet, List<Unit> units)
        implements FakeTrack {

    static final int CLOCK_RATE_HZ = 90_000;

    /**
     * One access unit.
     *
     * @param data NAL units behind lengths of 4 bytes, without parameter sets
     * @param isKeyFrame whether decoding can start here
     */
    public record Unit(Bytes data, boolean isKeyFrame) {}

    /** Takes a copy of the list. */
    public CameraVideo {
        units = List.copyOf(units);
        if (units.isEmpty() || !units.get(0).isKeyFrame()) {
            throw new IllegalArgumentException("A video begins with a key frame");
        }
    }

    /**
     * Units with the right headers and a payload that no decoder would like: for tests that do not
     * decode. The number of a unit stands in its data, see {@link #numberOf}.
     *
     * @param units how many, before they repeat
     * @param keyFrameEvery units from one key frame to the next
     * @param keyFrameBytes bytes of a key frame
     * @param otherBytes bytes of the others
     */
    public static CameraVideo synthetic(
            int units, int keyFrameEvery, int keyFrameBytes, int otherBytes) {
        List<Unit> list = new ArrayList<>(units);
        for (int i = 0; i < units; i++) {
            boolean key = i % keyFrameEvery == 0;
            int bytes = key ? keyFrameBytes : otherBytes;
            list.add(new Unit(SyntheticVideo.unit(i, key, bytes), key));
        }
        return new CameraVideo(SyntheticVideo.SETS.get(0), SyntheticVideo.SETS.get(1), list);
    }

    /** 50 units, a key frame every 25, of 20 KB and 4 KB: a small camera. */
    public static CameraVideo small() {
        return synthetic(50, 25, 20_000, 4_000);
    }

    /** Reads a raw H.264 stream with start codes, as in a {@code .264} file. */
    public static CameraVideo annexB(byte[] stream) {
        return new StreamReader().read(stream);
    }

    /** The number that {@link #synthetic} wrote into a unit that a camera without stamps sent. */
    public static int numberOf(AccessUnit unit) {
        return SyntheticVideo.numberIn(unit.bytes());
    }

    List<Bytes> parameterSets() {
        return List.of(sequenceSet, pictureSet);
    }

    @Override
    public String kind() {
        return "video";
    }

    @Override
    public int clockRateHz() {
        return CLOCK_RATE_HZ;
    }

    @Override
    public List<SdpAttribute> attributes(int payloadType) {
        return attributes(parameterSets(), payloadType);
    }

    static List<SdpAttribute> attributes(List<Bytes> sets, int payloadType) {
        Base64.Encoder base64 = Base64.getEncoder();
        byte[] sps = sets.get(0).toArray();
        String parameters = payloadType + " packetization-mode=1; profile-level-id="
                + HexFormat.of().withUpperCase().formatHex(sps, 1, 4)
                + "; sprop-parameter-sets=" + base64.encodeToString(sps)
                + ',' + base64.encodeToString(sets.get(1).toArray());
        return List.of(
                new SdpAttribute("rtpmap", payloadType + " H264/" + CLOCK_RATE_HZ),
                new SdpAttribute("fmtp", parameters));
    }

    @Override
    public Sender sender(int payloadType, int ssrc, int sequenceNumber) {
        return VideoSender.h264(
                number -> units.get(number % units.size()),
                parameterSets(),
                payloadType,
                ssrc,
                sequenceNumber);
    }

    /** Takes the parameter sets out of a stream and frames what is left. */
    private static final class StreamReader {
        private final List<Unit> units = new ArrayList<>();
        private final ByteArrayOutputStream unit = new ByteArrayOutputStream();
        private @Nullable Bytes sps;
        private @Nullable Bytes pps;
        private boolean key;

        CameraVideo read(byte[] stream) {
            AnnexBUnits.forEach(ByteBuffer.wrap(stream), this::unit);
            return new CameraVideo(
                    Objects.requireNonNull(sps, "the stream has no SPS"),
                    Objects.requireNonNull(pps, "the stream has no PPS"),
                    units);
        }

        private void unit(ByteBuffer data, int from, int to) {
            unit.reset();
            key = false;
            NalUnits.forEachAnnexB(data, from, to, this::nalUnit);
            if (unit.size() > 0 && (key || !units.isEmpty())) {
                units.add(new Unit(Bytes.copyOf(unit.toByteArray()), key));
            }
        }

        private void nalUnit(ByteBuffer data, int from, int to) {
            int type = H264Nal.type(data.get(from));
            byte[] nal = new byte[to - from];
            data.get(from, nal);
            switch (type) {
                case H264Nal.SPS -> sps = Bytes.copyOf(nal);
                case H264Nal.PPS -> pps = Bytes.copyOf(nal);
                case H264Nal.ACCESS_UNIT_DELIMITER, H264Nal.FILLER -> {
                    // a camera sends neither
                }
                default -> {
                    key |= type == H264Nal.IDR_SLICE;
                    unit.writeBytes(ByteBuffer.allocate(4).putInt(nal.length).array());
                    unit.writeBytes(nal);
                }
            }
        }
    }
}
