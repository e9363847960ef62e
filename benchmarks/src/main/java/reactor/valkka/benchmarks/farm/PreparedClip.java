package reactor.valkka.benchmarks.farm;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Track;
import reactor.valkka.media.rtp.H264Packetizer;
import reactor.valkka.media.rtp.OutgoingFormats;
import reactor.valkka.operator.Use;
import reactor.valkka.source.file.FileSource;
import reactor.valkka.test.SendStamp;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A clip, ready to be sent.
 *
 * @param description of its one track, as a session description
 * @param units in order
 */
record PreparedClip(String description, List<PreparedUnit> units) {

    static final int PAYLOAD_TYPE = 96;

    private static final int PAYLOAD_BYTES = 1_400;
    private static final Duration READ_MAX = Duration.ofSeconds(60);

    static PreparedClip of(Path file) {
        Maker maker = new Maker();
        FileSource.of(file).frames().as(Use.each(maker::take)).block(READ_MAX);
        return new PreparedClip(describe(Objects.requireNonNull(maker.track)), maker.units);
    }

    private static String describe(Track track) {
        String parameters = OutgoingFormats.of(track).parameters().print();
        return String.join(
                "\r\n",
                "v=0",
                "o=- 1 1 IN IP4 127.0.0.1",
                "s=farm",
                "t=0 0",
                "m=video 0 RTP/AVP " + PAYLOAD_TYPE,
                "c=IN IP4 0.0.0.0",
                "a=rtpmap:" + PAYLOAD_TYPE + " H264/90000",
                "a=fmtp:" + PAYLOAD_TYPE + ' ' + parameters,
                "a=control:track1",
                "");
    }

    private static final class Maker {
        private final H264Packetizer packetizer =
                new H264Packetizer(PAYLOAD_TYPE, 0, 0, PAYLOAD_BYTES, false);
        private final List<PreparedUnit> units = new ArrayList<>();
        private @Nullable Track track;

        private void take(EncodedFrame frame) {
            if (frame instanceof AccessUnit unit) {
                track = unit.track();
                List<byte[]> packets = new ArrayList<>();
                packetizer.packetize(
                        SendStamp.stamped(unit.bytes(), 0),
                        unit.isKeyFrame() ? unit.track().parameterSets() : List.of(),
                        0,
                        packet -> packets.add(copy(packet)));
                units.add(PreparedUnit.of(packets));
            }
        }

        private static byte[] copy(ByteBuffer packet) {
            byte[] bytes = new byte[packet.remaining()];
            packet.get(packet.position(), bytes);
            return bytes;
        }
    }
}
