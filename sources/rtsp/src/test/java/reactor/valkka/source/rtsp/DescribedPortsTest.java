package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DatagramChannel;

import org.junit.jupiter.api.Test;

import reactor.netty.resources.LoopResources;
import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.rtsp.SourceFilter;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Where reports go of what nobody asked for. */
class DescribedPortsTest {

    private static final int SECONDS = 10;

    private final EventLoopGroup group = Defaults.loops().onClient(LoopResources.DEFAULT_NATIVE);
    private final EventLoop loop = group.next();
    private final CountDownLatch media = new CountDownLatch(1);
    private final CountDownLatch reports = new CountDownLatch(1);

    /** Waits for a packet of each kind. */
    private final class Heard implements DatagramPorts.Listener {
        @Override
        public void rtp(int track, ByteBuf packet) {
            media.countDown();
        }

        @Override
        public void rtcp(int track, ByteBuf packet) {
            reports.countDown();
        }

        @Override
        public void wayOpened(int track) {}
    }

    private DescribedPorts open(PortPair... ports) throws Exception {
        List<ListeningPlace> places = new ArrayList<>();
        for (PortPair pair : ports) {
            places.add(new ListeningPlace(
                    places.size(),
                    InetAddress.getLoopbackAddress(),
                    pair,
                    null,
                    SourceFilter.ANYBODY));
        }
        UdpSockets sockets = new UdpSockets(
                loop, () -> Defaults.loops().onChannel(DatagramChannel.class, group), bug -> {
                    throw new AssertionError(bug);
                });
        DescribedPorts opened = new DescribedPorts(sockets, places);
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(() -> opened.open(new Heard(), done::countDown, cause -> {
            throw new AssertionError(cause);
        }));
        assertThat(done.await(SECONDS, TimeUnit.SECONDS)).isTrue();
        return opened;
    }

    private static void send(DatagramSocket from, int port) throws IOException {
        InetSocketAddress to = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        from.send(new DatagramPacket(new byte[] {(byte) 0x80, 0, 0, 1}, 4, to));
    }

    private static DatagramSocket sender() throws IOException {
        DatagramSocket socket =
                new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.setSoTimeout(SECONDS * 1_000);
        return socket;
    }

    private static String received(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[16], 16);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
    }

    private void report(DescribedPorts ports) {
        report(ports, 0);
    }

    private void report(DescribedPorts ports, int track) {
        loop.execute(() ->
                ports.report(track, Unpooled.copiedBuffer("report", StandardCharsets.US_ASCII)));
    }

    @Test
    void reportsGoToWhereReportsComeFrom() throws Exception {
        int port = FreePorts.pair();
        DescribedPorts ports = open(new PortPair(port, port + 1));
        try (DatagramSocket pictures = sender();
                DatagramSocket itsReports = sender()) {
            send(pictures, port);
            assertThat(media.await(SECONDS, TimeUnit.SECONDS)).isTrue();
            send(itsReports, port + 1);
            assertThat(reports.await(SECONDS, TimeUnit.SECONDS)).isTrue();
            report(ports);
            assertThat(received(itsReports)).isEqualTo("report");
        } finally {
            loop.execute(ports::close);
        }
    }

    @Test
    void withOnePortForBothTheyGoBackToIt() throws Exception {
        int port = FreePorts.pair();
        DescribedPorts ports = open(new PortPair(port, port));
        try (DatagramSocket sender = sender()) {
            send(sender, port);
            assertThat(media.await(SECONDS, TimeUnit.SECONDS)).isTrue();
            report(ports);
            assertThat(received(sender)).isEqualTo("report");
        } finally {
            loop.execute(ports::close);
        }
    }

    @Test
    void tracksOfOnePortAreReportedOnToTheSameSender() throws Exception {
        int port = FreePorts.pair();
        DescribedPorts ports = open(new PortPair(port, port), new PortPair(port, port));
        try (DatagramSocket sender = sender()) {
            send(sender, port);
            assertThat(media.await(SECONDS, TimeUnit.SECONDS)).isTrue();
            report(ports, 1);
            assertThat(received(sender)).isEqualTo("report");
        } finally {
            loop.execute(ports::close);
        }
    }

    @Test
    void aReportForNobodyIsNotSaidToBeSent() throws Exception {
        int port = FreePorts.pair();
        DescribedPorts ports = open(new PortPair(port, port + 1));
        ByteBuf report = Unpooled.copiedBuffer("report", StandardCharsets.US_ASCII);
        assertThat(loop.submit(() -> ports.report(0, report)).get(SECONDS, TimeUnit.SECONDS))
                .isFalse();
        assertThat(report.refCnt()).isZero();
        loop.execute(ports::close);
    }
}
