package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import reactor.valkka.count.Counter;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Bytes;
import reactor.valkka.media.rtp.InterleavedH265Packetizer;
import reactor.valkka.media.sdp.SdpAttribute;
import reactor.valkka.operator.Use;
import reactor.valkka.test.CameraScript;
import reactor.valkka.test.CameraVideo;
import reactor.valkka.test.CameraVideoH265;
import reactor.valkka.test.FakeCamera;
import reactor.valkka.test.FakeTrack;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** A camera that sends the NAL units of its H.265 in another order than that of decoding. */
@NoFrameLeaks
class InterleavedCameraTest {

    private static final int UNITS = 40;
    private static final int GROUP = 20;
    private static final int SLICES = 4;
    private static final int DEPTH = 12;

    /** More units than wait for others to be put in order, fewer than a port's buffer holds. */
    private static final int AHEAD = 10;

    private static final List<Bytes> SETS = List.of(
            set("40010c01ffff016000000300900000030000030078959809"),
            set("42010101600000030090000003000003005da00280802d165959a4932b80"),
            set("4401c172b46240"));

    private static Bytes set(String hex) {
        return Bytes.copyOf(HexFormat.of().parseHex(hex));
    }

    /** Slices that carry the number of their unit. */
    private static CameraVideo.Unit unit(int number) {
        boolean key = number % GROUP == 0;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int slice = 0; slice < SLICES; slice++) {
            ByteBuffer nal = ByteBuffer.allocate(4 + 2_000 + 100 * slice);
            nal.putInt(nal.capacity() - 4).put((byte) (key ? 0x26 : 0x02)).put((byte) 1);
            nal.put((byte) ((slice == 0 ? 0x80 : 0) | (key ? 0x2F : 0x50)));
            while (nal.hasRemaining()) {
                nal.put((byte) (0x80 | number + slice));
            }
            bytes.writeBytes(nal.array());
        }
        return new CameraVideo.Unit(Bytes.copyOf(bytes.toByteArray()), key);
    }

    private record Interleaved(CameraVideoH265 video) implements FakeTrack {

        @Override
        public String kind() {
            return video.kind();
        }

        @Override
        public int clockRateHz() {
            return video.clockRateHz();
        }

        private InterleavedH265Packetizer packetizer(int payloadType, int ssrc, int number) {
            return new InterleavedH265Packetizer(
                    payloadType, ssrc, number, 1_400, true, DEPTH, new Random(7));
        }

        @Override
        public List<SdpAttribute> attributes(int payloadType) {
            List<SdpAttribute> attributes = new ArrayList<>(video.attributes(payloadType));
            SdpAttribute parameters = attributes.remove(1);
            attributes.add(new SdpAttribute(
                    parameters.name(),
                    parameters.value() + "; " + packetizer(payloadType, 1, 0).parameters()));
            return attributes;
        }

        @Override
        public Sender sender(int payloadType, int ssrc, int sequenceNumber) {
            InterleavedH265Packetizer packetizer = packetizer(payloadType, ssrc, sequenceNumber);
            return (number, timestamp, packets) -> {
                CameraVideo.Unit unit = video.units().get(number % UNITS);
                packetizer.packetize(
                        unit.data().asByteBuffer(),
                        unit.isKeyFrame() ? SETS : List.of(),
                        timestamp,
                        packets);
            };
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = RtspTransport.class,
            names = {"TCP", "UDP"})
    void allUnitsComeInDecodingOrder(RtspTransport transport, TestPool pool) {
        List<CameraVideo.Unit> units = new ArrayList<>();
        for (int i = 0; i < UNITS; i++) {
            units.add(unit(i));
        }
        FollowedTrack track =
                new FollowedTrack(new Interleaved(new CameraVideoH265(SETS, units)), AHEAD);
        CameraScript script = CameraScript.usual().framesPerSecond(200).tracks(track);
        List<Bytes> seen = new ArrayList<>();
        Consumer<AccessUnit> keep = unit -> {
            seen.add(Bytes.copyOf(unit.bytes()));
            track.taken();
        };
        try (FakeCamera camera = FakeCamera.start(script);
                track) {
            RtspSource source = RtspSourceTest.source(camera.uri(), pool).transport(transport);
            source.frames()
                    .ofType(AccessUnit.class)
                    .take(2 * UNITS)
                    .transform(Use.each(keep))
                    .blockLast(RtspSourceTest.SOON);
            assertThat(source.counters().get(Counter.PACKETS_LOST)).isZero();
        }
        assertThat(seen).hasSize(2 * UNITS);
        for (int i = 0; i < seen.size(); i++) {
            assertThat(seen.get(i))
                    .as("unit %d", i)
                    .isEqualTo(units.get(i % UNITS).data());
        }
    }
}
