package reactor.valkka.sink.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import reactor.valkka.frame.StreamId;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * What VLC says, word by word: its RTSP client is that of LIVE555, which Debian's VLC is built
 * without.
 */
@NoFrameLeaks
class VlcDialogueTest {
    private static final String AGENT =
            "User-Agent: LibVLC/3.0.18 (LIVE555 Streaming Media v2016.11.28)";
    private static final byte[] PUNCH = {(byte) 0xCE, (byte) 0xFA, (byte) 0xED, (byte) 0xFE};
    private static final Duration SOON = Duration.ofSeconds(10);

    private UnitCamera camera;
    private BoundRtspServer server;
    private Connection vlc;
    private String uri;

    @BeforeEach
    void start(TestPool pool) throws IOException {
        camera = new UnitCamera(pool.share(StreamId.of("door")));
        server = RtspServer.create()
                .port(0)
                .mount(RtspMount.of("/door", camera.frames()).linger(Duration.ZERO))
                .bindNow();
        vlc = new Connection(server.port());
        uri = server.uri("/door").toString();
    }

    @AfterEach
    void stop() throws IOException {
        vlc.close();
        server.disposeNow();
        camera.close();
    }

    /** What VLC's end of the connection does. */
    private static final class Connection implements AutoCloseable {
        private final Socket socket;
        private final DataInputStream in;
        private int sequence;
        private int packets;

        Connection(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout((int) SOON.toMillis());
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        }

        /** The head of the answer; packets in front of it are counted, a body is passed over. */
        String ask(String method, String target, String... headers) throws IOException {
            sequence++;
            String request = method + ' ' + target + " RTSP/1.0\r\nCSeq: " + sequence + "\r\n"
                    + String.join("\r\n", headers) + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            char first = (char) in.readByte();
            for (; first == '$'; first = (char) in.readByte()) {
                in.readByte();
                in.skipNBytes(in.readUnsignedShort());
                packets++;
            }
            StringBuilder head = new StringBuilder().append(first);
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.readByte());
            }
            String length = header(head.toString(), "Content-Length");
            in.skipNBytes(length.isEmpty() ? 0 : Integer.parseInt(length));
            return head.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private String ask(String method, String target, String... headers) throws IOException {
        String[] all = Stream.concat(Stream.of(AGENT), Stream.of(headers)).toArray(String[]::new);
        String answer = vlc.ask(method, target, all);
        assertThat(answer).as(method).startsWith("RTSP/1.0 200");
        return answer;
    }

    private String setUp(String transport) throws IOException {
        ask("OPTIONS", uri);
        ask("DESCRIBE", uri, "Accept: application/sdp");
        String answer = ask("SETUP", uri + "/trackID=0", "Transport: " + transport);
        return session(answer);
    }

    private static String session(String answer) {
        return "Session: " + header(answer, "Session").replaceAll(";.*", "");
    }

    private static String header(String answer, String name) {
        return answer.lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse("");
    }

    @Test
    void vlcOverTcpPausesGoesOnAndKeepsAliveWithGetParameter() throws IOException {
        String session = setUp("RTP/AVP/TCP;unicast;interleaved=0-1");
        await("until the first unit is there to be told of").atMost(SOON).until(() -> {
            String played = ask("PLAY", uri + '/', session, "Range: npt=0.000-");
            ask("PAUSE", uri + '/', session);
            return header(played, "RTP-Info").matches(".*;seq=\\d+;rtptime=\\d+");
        });

        ask("PLAY", uri + '/', session, "Range: npt=0.000-");
        await().atMost(SOON).until(() -> {
            ask("GET_PARAMETER", uri + '/', session);
            return vlc.packets > 20;
        });
        ask("TEARDOWN", uri + '/', session);
    }

    /** First LIVE555 sends datagrams that are no RTP, so that routers let packets in. */
    @Test
    void live555PunchesHolesWithDatagramsThatAreNoRtp() throws IOException {
        try (DatagramSocket rtp =
                new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            rtp.setSoTimeout((int) SOON.toMillis());
            int port = rtp.getLocalPort();
            String ports = "client_port=" + port + "-" + (port + 1);
            ask("DESCRIBE", uri, "Accept: application/sdp");
            String answer = ask("SETUP", uri + "/trackID=0", "Transport: RTP/AVP;unicast;" + ports);
            String granted = header(answer, "Transport");
            int from = Integer.parseInt(granted.replaceAll(".*server_port=(\\d+).*", "$1"));
            String session = session(answer);
            InetSocketAddress there = new InetSocketAddress(InetAddress.getLoopbackAddress(), from);
            rtp.send(new DatagramPacket(PUNCH, PUNCH.length, there));
            rtp.send(new DatagramPacket(PUNCH, PUNCH.length, there));
            ask("PLAY", uri + '/', session, "Range: npt=0.000-");

            DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
            for (int i = 0; i < 30; i++) {
                rtp.receive(packet);
                assertThat(packet.getData()[0]).isEqualTo((byte) 0x80);
                assertThat(packet.getSocketAddress()).isEqualTo(there);
            }
            ask("TEARDOWN", uri + '/', session);
        }
    }
}
