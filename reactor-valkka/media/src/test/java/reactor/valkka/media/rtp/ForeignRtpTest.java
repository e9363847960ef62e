package reactor.valkka.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Bytes;
import reactor.valkka.media.Jpegs;
import reactor.valkka.media.Peers;
import reactor.valkka.media.sdp.MediaDescription;
import reactor.valkka.media.sdp.RtpMap;
import reactor.valkka.media.sdp.SessionDescription;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What FFmpeg and GStreamer send as plain RTP is received whole. */
final class ForeignRtpTest {
    private static final int SILENCE_MILLIS = 200;

    private record Sent(PayloadFormat format, List<ByteBuffer> packets) {}

    private static Sent send(String input, String... encoding) throws IOException {
        Path sdp = Files.createTempFile("ffmpeg", ".sdp");
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            socket.setReceiveBufferSize(4 << 20);
            List<String> arguments = new ArrayList<>(
                    List.of("-v", "error", "-re", "-f", "lavfi", "-i", input, "-t", "1"));
            arguments.addAll(List.of(encoding));
            arguments.addAll(List.of("-f", "rtp", "-sdp_file", sdp.toString()));
            arguments.add("rtp://127.0.0.1:" + socket.getLocalPort() + "?pkt_size=1200");
            Peers.Result result = Peers.run("ffmpeg", arguments.toArray(String[]::new));
            assertThat(result.status()).as(result.errors()).isZero();
            String text = Files.readString(sdp, StandardCharsets.UTF_8);
            return new Sent(format(SessionDescription.parse(text)), received(socket));
        } finally {
            Files.delete(sdp);
        }
    }

    private static PayloadFormat format(SessionDescription description) {
        MediaDescription media = description.media().get(0);
        RtpMap map = media.rtpMap(media.payloadTypes().get(0));
        if (map == null) {
            throw new AssertionError("No payload type in " + description);
        }
        return media.payloadFormat(map);
    }

    private static List<ByteBuffer> received(DatagramSocket socket) throws IOException {
        List<ByteBuffer> packets = new ArrayList<>();
        socket.setSoTimeout(SILENCE_MILLIS);
        while (true) {
            DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
            try {
                socket.receive(packet);
            } catch (SocketTimeoutException allCame) {
                return packets;
            }
            ByteBuffer bytes = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
            if (!RtpPacket.isControl(bytes)) {
                packets.add(bytes);
            }
        }
    }

    private static Reception receive(Sent sent) {
        PayloadFormat format = sent.format();
        assertThat(IncomingTracks.reads(format)).as(format.toString()).isTrue();
        Reception reception = new Reception(format);
        return reception.receive(sent.packets()).flush();
    }

    @Test
    void motionJpegFromFfmpeg() throws IOException {
        Sent sent = send(
                "testsrc2=s=320x240:r=10",
                "-c:v",
                "mjpeg",
                "-q:v",
                "3",
                "-huffman",
                "default",
                "-pix_fmt",
                "yuvj420p");
        try (Reception received = receive(sent)) {
            assertAreImages(received);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"I420", "Y42B"})
    void motionJpegFromGStreamer(String pixels) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            socket.setReceiveBufferSize(4 << 20);
            String pipeline = "videotestsrc num-buffers=10 ! video/x-raw,width=320,height=240,"
                    + "format=" + pixels + " ! jpegenc ! rtpjpegpay mtu=1200 ! udpsink"
                    + " host=127.0.0.1 sync=false port=" + socket.getLocalPort();
            Peers.Result result = Peers.run("gst-launch-1.0", ("-q " + pipeline).split(" ", -1));
            assertThat(result.status()).as(result.errors()).isZero();
            try (Reception received = new Reception("JPEG", 90_000, 1, "")) {
                assertAreImages(received.receive(received(socket)));
            }
        }
    }

    private static void assertAreImages(Reception received) {
        assertThat(received.units()).hasSize(10);
        for (ByteBuffer image : received.contents()) {
            assertThat(Jpegs.decode(image).getHeight()).isEqualTo(240);
        }
    }

    @Test
    void aac() throws IOException {
        Sent sent = send("sine=r=44100", "-c:a", "aac", "-ac", "2", "-b:a", "128k");
        try (Reception received = receive(sent)) {
            assertThat(received.units()).hasSizeBetween(40, 46);
            Bytes config = received.described().parameterSets().get(0);
            assertThat(config.at(0)).isEqualTo((byte) 0x12);
            assertEvenlySpaced(received.units(), 1_024);
        }
    }

    @Test
    void g711() throws IOException {
        Sent sent = send("sine=r=8000", "-c:a", "pcm_alaw", "-ac", "1");
        try (Reception received = receive(sent)) {
            int bytes =
                    received.contents().stream().mapToInt(ByteBuffer::remaining).sum();
            assertThat(bytes).isEqualTo(8_000);
        }
    }

    @Test
    void opus() throws IOException {
        Sent sent = send("sine=r=48000", "-c:a", "libopus", "-ac", "2");
        try (Reception received = receive(sent)) {
            assertThat(received.units()).hasSizeBetween(50, 52);
            assertEvenlySpaced(received.units(), 960);
        }
    }

    private static void assertEvenlySpaced(List<AccessUnit> units, long ticks) {
        for (int i = 1; i < units.size(); i++) {
            assertThat(units.get(i).pts() - units.get(i - 1).pts()).isEqualTo(ticks);
            assertThat(units.get(i - 1).header().durationTicks()).isEqualTo(ticks);
        }
    }
}
