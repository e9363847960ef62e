package reactor.valkka.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

import reactor.valkka.media.rtp.RtpPacket;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.media.rtsp.TransportHeader;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Objects;

/** What the camera sends in datagrams. */
class FakeCameraDatagramsTest {

    private static final CameraScript FAST = CameraScript.usual().framesPerSecond(500);
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    /** A client's pair of sockets, wherever the system puts them. */
    private static final class Ports implements AutoCloseable {
        final DatagramSocket rtp = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0));
        final DatagramSocket rtcp = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0));

        Ports() throws IOException {
            rtp.setSoTimeout(5_000);
            rtcp.setSoTimeout(5_000);
        }

        TransportHeader setUp(RawClient client) throws IOException {
            String ports = rtp.getLocalPort() + "-" + rtcp.getLocalPort();
            RtspResponse answer =
                    client.ask(RtspMethod.SETUP, "Transport: RTP/AVP;unicast;client_port=" + ports);
            assertThat(answer.status()).isEqualTo(200);
            return Objects.requireNonNull(TransportHeader.parse(
                    Objects.requireNonNull(answer.headers().first("Transport"))));
        }

        DatagramPacket receive(DatagramSocket socket) throws IOException {
            DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
            socket.receive(packet);
            return packet;
        }

        void send(DatagramSocket socket, int port) throws IOException {
            socket.send(new DatagramPacket(new byte[4], 4, LOOPBACK, port));
        }

        @Override
        public void close() {
            rtp.close();
            rtcp.close();
        }
    }

    @Test
    void sendsMediaAndReportsFromThePortsThatItNames() throws IOException {
        try (FakeCamera camera = FakeCamera.start(FAST.withSenderReports());
                RawClient client = new RawClient(camera);
                Ports ports = new Ports()) {
            TransportHeader transport = ports.setUp(client);
            int server = Objects.requireNonNull(transport.serverPorts()).first();
            assertThat(server % 2).isZero();
            client.ask(RtspMethod.PLAY);
            DatagramPacket media = ports.receive(ports.rtp);
            assertThat(media.getPort()).isEqualTo(server);
            ByteBuffer packet = ByteBuffer.wrap(media.getData(), 0, media.getLength());
            assertThat(RtpPacket.isValid(packet)).isTrue();
            assertThat(Integer.toUnsignedLong(RtpPacket.ssrc(packet))).isEqualTo(transport.ssrc());
            DatagramPacket report = ports.receive(ports.rtcp);
            assertThat(report.getPort()).isEqualTo(server + 1);
            assertThat(report.getData()[1] & 0xFF).isEqualTo(200);
        }
    }

    @Test
    void hearsReportsAndPunches() throws IOException {
        try (FakeCamera camera = FakeCamera.start(FAST.datagramsAfterPunch());
                RawClient client = new RawClient(camera);
                Ports named = new Ports();
                Ports used = new Ports()) {
            int server =
                    Objects.requireNonNull(named.setUp(client).serverPorts()).first();
            client.ask(RtspMethod.PLAY);
            used.send(used.rtcp, server + 1);
            used.send(used.rtp, server);
            assertThat(used.receive(used.rtp).getPort()).isEqualTo(server);
            assertThat(camera.punchesReceived()).isEqualTo(1);
            await().until(() -> camera.reportsReceived() == 1);
        }
    }

    @Test
    void sendsFromElsewhereWhereTheScriptSaysSo() throws IOException {
        try (FakeCamera camera = FakeCamera.start(FAST.datagramsFrom("127.0.0.2"));
                RawClient client = new RawClient(camera);
                Ports ports = new Ports()) {
            ports.setUp(client);
            client.ask(RtspMethod.PLAY);
            assertThat(ports.receive(ports.rtp).getAddress().getHostAddress())
                    .isEqualTo("127.0.0.2");
        }
    }

    @Test
    void losesAllDatagramsWhereTheScriptSaysSo() throws IOException {
        try (FakeCamera camera = FakeCamera.start(FAST.datagramsLost().unitsMax(3));
                RawClient client = new RawClient(camera);
                Ports ports = new Ports()) {
            ports.setUp(client);
            client.ask(RtspMethod.PLAY);
            await().until(() -> camera.unitsSent() == 3);
            ports.rtp.setSoTimeout(200);
            assertThat(catchThrowable(() -> ports.receive(ports.rtp)))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void refusesTransportsThatItDoesNotGrant() throws IOException {
        CameraScript onlyTcp = FAST.transports(TransportHeader.Lower.TCP);
        try (FakeCamera camera = FakeCamera.start(onlyTcp);
                RawClient client = new RawClient(camera)) {
            String udp = "RTP/AVP;unicast;client_port=5000-5001";
            assertThat(client.ask(RtspMethod.SETUP, "Transport: " + udp).status())
                    .isEqualTo(461);
            String both = "Transport: " + udp + ",RTP/AVP/TCP;unicast;interleaved=0-1";
            assertThat(client.ask(RtspMethod.SETUP, both).headers().first("Transport"))
                    .contains("interleaved=0-1");
        }
    }

    @Test
    void sendsToAGroupThatStaysOnTheMachine() throws IOException {
        String group = "239.255.17.4";
        try (MulticastSocket member = new MulticastSocket(0)) {
            NetworkInterface loopback = NetworkInterface.getByInetAddress(LOOPBACK);
            member.joinGroup(new InetSocketAddress(group, 0), loopback);
            member.setSoTimeout(5_000);
            CameraScript script = FAST.multicast(group, member.getLocalPort());
            try (FakeCamera camera = FakeCamera.start(script);
                    RawClient client = new RawClient(camera)) {
                RtspResponse answer = client.ask(RtspMethod.SETUP, "Transport: RTP/AVP;multicast");
                assertThat(answer.headers().first("Transport"))
                        .contains("destination=" + group, "port=" + member.getLocalPort());
                client.ask(RtspMethod.PLAY);
                DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
                member.receive(packet);
                assertThat(RtpPacket.isValid(
                                ByteBuffer.wrap(packet.getData(), 0, packet.getLength())))
                        .isTrue();
            }
        }
    }
}
