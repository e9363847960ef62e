package reactor.valkka.test;

import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;
import reactor.valkka.media.bitstream.AnnexBUnits;
import reactor.valkka.media.bitstream.NalUnits;
import reactor.valkka.media.sdp.SdpAttribute;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What a {@link FakeCamera} shows, over and over: access units in H.265, a key frame with its
 * parameter sets in front. Send stamps and other sizes are for {@link CameraVideo} only.
 *
 * <p><b>Source:</b> RFC 7798 §7.1.
 *
 * @param parameterSets VPS, SPS and PPS
 * @param units the access units in decoding order, the first a key frame
 */
public record CameraVideoH265(List<Bytes> parameterSets, List<CameraVideo.Unit> units)
        implements FakeTrack {

    private static final List<String> NAMES = List.of("sprop-vps", "sprop-sps", "sprop-pps");

    /** Takes copies of the lists. */
    public CameraVideoH265 {
        parameterSets = List.copyOf(parameterSets);
        units = List.copyOf(units);
        if (parameterSets.size() != NAMES.size()) {
            throw new IllegalArgumentException("H.265 needs a VPS, an SPS and a PPS");
        }
        if (units.isEmpty() || !units.get(0).isKeyFrame()) {
            throw new IllegalArgumentException("A video begins with a key frame");
        }
    }

    /** Reads a raw H.265 stream with start codes, as in a {@code .265} file. */
    public static CameraVideoH265 annexB(byte[] stream) {
        return new StreamReader().read(stream);
    }

    @Override
    public String kind() {
        return "video";
    }

    @Override
    public int clockRateHz() {
        return CameraVideo.CLOCK_RATE_HZ;
    }

    @Override
    public List<SdpAttribute> attributes(int payloadType) {
        StringBuilder parameters = new StringBuilder().append(payloadType);
        for (int i = 0; i < NAMES.size(); i++) {
            String set = Base64.getEncoder().encodeToString(parameterSets.get(i).toArray());
            parameters
                    .append(i == 0 ? " " : "; ")
                    .append(NAMES.get(i))
                    .append('=')
                    .append(set);
        }
        return List.of(
                new SdpAttribute("rtpmap", payloadType + " H265/" + clockRateHz()),
                new SdpAttribute("fmtp", parameters.toString()));
    }

    @Override
    public Sender sender(int payloadType, int ssrc, int sequenceNumber) {
        return VideoSender.h265(
                number -> units.get(number % units.size()),
                parameterSets,
                payloadType,
                ssrc,
                sequenceNumber);
    }

    /** Takes the parameter sets out of a stream and frames what is left. */
    private static final class StreamReader {
        private static final int VPS = 32;
        private static final int DELIMITER = 35;
        private static final int FILLER = 38;
        private static final int KEY_MIN = 16;
        private static final int KEY_MAX = 21;

        private final Bytes[] sets = new Bytes[NAMES.size()];
        private final List<CameraVideo.Unit> units = new ArrayList<>();
        private final ByteArrayOutputStream unit = new ByteArrayOutputStream();
        private boolean key;

        CameraVideoH265 read(byte[] stream) {
            AnnexBUnits.forEach(Codec.H265, ByteBuffer.wrap(stream), this::unit);
            for (int i = 0; i < sets.length; i++) {
                if (sets[i] == null) {
                    throw new IllegalArgumentException("the stream has no " + NAMES.get(i));
                }
            }
            return new CameraVideoH265(List.of(sets), units);
        }

        private void unit(ByteBuffer data, int from, int to) {
            unit.reset();
            key = false;
            NalUnits.forEachAnnexB(data, from, to, this::nalUnit);
            if (unit.size() > 0 && (key || !units.isEmpty())) {
                units.add(new CameraVideo.Unit(Bytes.copyOf(unit.toByteArray()), key));
            }
        }

        private void nalUnit(ByteBuffer data, int from, int to) {
            int type = data.get(from) >> 1 & 0x3F;
            byte[] nal = new byte[to - from];
            data.get(from, nal);
            if (type >= VPS && type < VPS + sets.length) {
                sets[type - VPS] = Bytes.copyOf(nal);
            } else if (type != DELIMITER && type != FILLER) {
                key |= type >= KEY_MIN && type <= KEY_MAX;
                unit.writeBytes(ByteBuffer.allocate(4).putInt(nal.length).array());
                unit.writeBytes(nal);
            }
        }
    }
}
