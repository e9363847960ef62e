package reactor.valkka.test;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.valkka.media.rtp.RtpPacket;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.sdp.SessionDescription;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import javax.imageio.ImageIO;

/** The kinds of tracks, as they are described and sent. */
class FakeCameraTracksTest {

    private static List<ByteBuffer> packets(FakeTrack track, int count) throws IOException {
        CameraScript script = CameraScript.usual().tracks(track).framesPerSecond(500);
        try (FakeCamera camera = FakeCamera.start(script);
                RawClient client = new RawClient(camera)) {
            SessionDescription described =
                    SessionDescription.parse(client.ask(RtspMethod.DESCRIBE).bodyText());
            assertThat(described.warnings()).isEmpty();
            assertThat(described.media()).hasSize(1);
            client.play();
            List<ByteBuffer> packets = new ArrayList<>();
            while (packets.size() < count) {
                packets.add(client.packet(2));
            }
            return packets;
        }
    }

    private static String text(ByteBuffer packet, int skipped) {
        int from = RtpPacket.payloadStart(packet) + skipped;
        byte[] bytes = new byte[packet.limit() - from];
        packet.get(from, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void soundComesWithNumbersAndItsOwnClock() throws IOException {
        List<ByteBuffer> packets = packets(CameraAudio.pcmu(), 3);
        assertThat(packets).extracting(RtpPacket::timestamp).containsExactly(0, 160, 320);
        assertThat(text(packets.get(2), 0)).startsWith("00000002");
        assertThat(text(packets(CameraAudio.opus(), 2).get(1), 0)).startsWith("00000001");
    }

    @Test
    void aacStandsBehindTheHeaderOfItsUnit() throws IOException {
        List<ByteBuffer> packets = packets(CameraAudio.aac(44_100), 2);
        ByteBuffer second = packets.get(1);
        assertThat(RtpPacket.timestamp(second)).isEqualTo(1_024);
        assertThat(second.getShort(RtpPacket.payloadStart(second))).isEqualTo((short) 16);
        assertThat(text(second, 4)).startsWith("00000001");
    }

    @Test
    void metadataEndsWithAMarker() throws IOException {
        String document = "<tt:MetadataStream/>";
        ByteBuffer packet = packets(CameraUnits.metadata(document), 1).get(0);
        assertThat(text(packet, 0)).isEqualTo(document);
        assertThat(RtpPacket.marker(packet)).isTrue();
    }

    @Test
    void imagesGoAsMotionJpeg() throws IOException {
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(64, 48, BufferedImage.TYPE_3BYTE_BGR), "jpeg", jpeg);
        ByteBuffer packet = packets(CameraUnits.mjpeg(jpeg.toByteArray()), 1).get(0);
        int payload = RtpPacket.payloadStart(packet);
        assertThat(packet.get(payload + 6)).isEqualTo((byte) 8);
        assertThat(packet.get(payload + 7)).isEqualTo((byte) 6);
    }

    @Test
    void readsAndSendsH265() throws IOException {
        byte[] stream = HexFormat.of()
                .parseHex("0000000140010c" + "0000000142010d" + "0000000144010e"
                        + "000000012601af01" + "000000010201d001");
        CameraVideoH265 video = CameraVideoH265.annexB(stream);
        assertThat(video.units())
                .extracting(CameraVideo.Unit::isKeyFrame)
                .containsExactly(true, false);
        List<Integer> types = packets(video, 5).stream()
                .map(packet -> packet.get(RtpPacket.HEADER_BYTES) >> 1 & 0x3F)
                .toList();
        assertThat(types).containsExactly(32, 33, 34, 19, 1);
    }

    @Test
    void checkedUnitsKnowThatTheyAreIntact() {
        CheckedVideo video = CheckedVideo.small();
        assertThat(video.unit(25).isKeyFrame()).isTrue();
        assertThat(video.unit(26).isKeyFrame()).isFalse();
        assertThat(video.unit(26).data()).isNotEqualTo(video.unit(27).data());
        assertThat(SyntheticVideo.numberIn(video.unit(123_456).data().asByteBuffer()))
                .isEqualTo(123_456);
    }
}
