package reactor.valkka.test;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.valkka.media.rtsp.BasicChallenge;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.RtspLimits;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.media.rtsp.RtspText;
import reactor.valkka.media.sdp.MediaDescription;
import reactor.valkka.media.sdp.SessionDescription;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What the camera says, byte by byte, to a client that is nothing but a socket. */
class FakeCameraTest {

    private static final CameraScript FAST = CameraScript.usual().framesPerSecond(1_000);

    /** A client without any code of ours but the text of messages. */
    private static final class Client implements AutoCloseable {
        final Socket socket;
        final DataInputStream in;
        final String uri;
        int cseq;

        Client(FakeCamera camera) throws IOException {
            socket = new Socket("127.0.0.1", camera.port());
            socket.setSoTimeout(10_000);
            in = new DataInputStream(socket.getInputStream());
            uri = camera.uri();
        }

        RtspResponse ask(RtspMethod method, String... headers) throws IOException {
            RtspRequest request =
                    RtspRequest.of(method, uri).header("CSeq", Integer.toString(++cseq));
            for (String header : headers) {
                int colon = header.indexOf(':');
                request = request.header(
                        header.substring(0, colon), header.substring(colon + 1).strip());
            }
            socket.getOutputStream().write(request.encode());
            return answer();
        }

        private RtspResponse answer() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.readUnsignedByte());
            }
            byte[] bytes = head.toString().getBytes(StandardCharsets.ISO_8859_1);
            RtspResponse response = (RtspResponse)
                    Objects.requireNonNull(RtspText.parseHead(bytes, RtspLimits.DEFAULT));
            return response.withBody(in.readNBytes(response.contentLength()));
        }

        void play() throws IOException {
            assertThat(ask(RtspMethod.SETUP, "Transport: RTP/AVP/TCP;interleaved=2-3")
                            .status())
                    .isEqualTo(200);
            assertThat(ask(RtspMethod.PLAY).status()).isEqualTo(200);
        }

        ByteBuffer packet(int channel) throws IOException {
            assertThat(in.readByte()).isEqualTo((byte) '$');
            assertThat(in.readUnsignedByte()).isEqualTo(channel);
            return ByteBuffer.wrap(in.readNBytes(in.readUnsignedShort()));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void describesItsVideoAndSendsItsParameterSetsFirst() throws IOException {
        try (FakeCamera camera = FakeCamera.start(FAST);
                Client client = new Client(camera)) {
            assertThat(client.ask(RtspMethod.OPTIONS).headers().first("Public"))
                    .contains("DESCRIBE");
            RtspResponse described = client.ask(RtspMethod.DESCRIBE);
            MediaDescription media =
                    SessionDescription.parse(described.bodyText()).media().get(0);
            assertThat(media.formatParameters(96).parameterSets("sprop-parameter-sets"))
                    .hasSize(2);
            client.play();
            List<Integer> types = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                types.add(client.packet(2).get(12) & 0x1F);
            }
            assertThat(types).containsExactly(7, 8, 28);
        }
    }

    @Test
    void asksForCredentials() throws IOException {
        Credentials joe = Credentials.of("Aladdin", "open sesame");
        try (FakeCamera camera = FakeCamera.start(FAST.guarded(joe, new BasicChallenge("cam")));
                Client client = new Client(camera)) {
            RtspResponse refused = client.ask(RtspMethod.DESCRIBE);
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.headers().first("WWW-Authenticate"))
                    .isEqualTo("Basic realm=\"cam\"");
            String right = "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==";
            assertThat(client.ask(RtspMethod.DESCRIBE, right).status()).isEqualTo(200);
            assertThat(camera.requests()).containsExactly("DESCRIBE", "DESCRIBE");
        }
    }

    @Test
    void endsWithAGoodbyeWhenTheScriptSaysSo() throws IOException {
        CameraVideo tiny = CameraVideo.synthetic(1, 1, 100, 100);
        try (FakeCamera camera = FakeCamera.start(FAST.video(tiny).unitsMax(1));
                Client client = new Client(camera)) {
            client.play();
            for (int i = 0; i < 3; i++) {
                client.packet(2);
            }
            assertThat(client.packet(3).get(1) & 0xFF).isEqualTo(203);
            assertThat(camera.unitsSent()).isEqualTo(1);
        }
    }

    @Test
    void dyingAndComingBackKeepsThePortAndLeavesNoThread() throws IOException {
        FakeCamera camera = FakeCamera.start(FAST);
        int port = camera.port();
        try (Client client = new Client(camera)) {
            client.play();
            camera.kill();
            assertThat(camera.connectionsOpen()).isZero();
        }
        camera.revive();
        assertThat(camera.port()).isEqualTo(port);
        try (Client client = new Client(camera)) {
            assertThat(client.ask(RtspMethod.OPTIONS).status()).isEqualTo(200);
        }
        camera.close();
        Set<Thread> alive = Thread.getAllStackTraces().keySet();
        assertThat(alive).noneMatch(thread -> thread.getName().startsWith(camera.name()));
    }

    @Test
    void readsAStreamWithStartCodes() {
        byte[] stream = {
            0,
            0,
            0,
            1,
            0x67,
            0x42,
            0,
            0x1E,
            1,
            0,
            0,
            0,
            1,
            0x68,
            2,
            0,
            0,
            1,
            0x65,
            (byte) 0x88,
            3,
            0,
            0,
            1,
            0x41,
            (byte) 0x9A,
            4,
            0,
            0,
            1,
            0x41,
            (byte) 0x9A,
            5
        };
        CameraVideo video = CameraVideo.annexB(stream);
        assertThat(video.units())
                .extracting(CameraVideo.Unit::isKeyFrame)
                .containsExactly(true, false, false);
        assertThat(video.units().get(0).data().toArray())
                .containsExactly(0, 0, 0, 3, 0x65, (byte) 0x88, 3);
        assertThat(video.pictureSet().toArray()).containsExactly(0x68, 2);
    }
}
