package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DatagramChannel;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import reactor.netty.resources.LoopResources;
import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.rtsp.TransportHeader;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Reports of those who receive a group, which all of them hear. Never leaves the machine. */
class GroupReportsTest {

    private static final int SECONDS = 10;
    private static final int PORT = 41_030;

    private final EventLoopGroup group = Defaults.loops().onClient(LoopResources.DEFAULT_NATIVE);
    private final EventLoop loop = group.next();

    private RtpPorts join(String address, @Nullable String source) throws Exception {
        UdpSockets sockets = new UdpSockets(
                loop, () -> Defaults.loops().onChannel(DatagramChannel.class, group), bug -> {
                    throw new AssertionError(bug);
                });
        TransportHeader granted = TransportHeader.group().toBuilder()
                .destination(address)
                .ports(new PortPair(PORT, PORT + 1))
                .source(source)
                .build();
        CompletableFuture<RtpPorts> joined = new CompletableFuture<>();
        loop.execute(() -> MulticastMembership.join(
                sockets,
                granted,
                InetAddress.getLoopbackAddress(),
                joined::complete,
                joined::completeExceptionally));
        return joined.get(SECONDS, TimeUnit.SECONDS);
    }

    private boolean report(RtpPorts ports) throws Exception {
        ByteBuf packet = Unpooled.copiedBuffer("report", StandardCharsets.US_ASCII);
        return loop.submit(() -> ports.report(packet)).get(SECONDS, TimeUnit.SECONDS);
    }

    private static MulticastSocket member(String address) throws IOException {
        MulticastSocket member = new MulticastSocket(null);
        member.setReuseAddress(true);
        member.bind(new InetSocketAddress(InetAddress.getByName(address), PORT + 1));
        NetworkInterface here = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
        member.joinGroup(new InetSocketAddress(address, 0), here);
        return member;
    }

    private static String received(MulticastSocket member, int millis) throws IOException {
        member.setSoTimeout(millis);
        DatagramPacket packet = new DatagramPacket(new byte[16], 16);
        member.receive(packet);
        assertThat(packet.getAddress().isLoopbackAddress()).isTrue();
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
    }

    @Test
    void allMembersHearThem() throws Exception {
        RtpPorts ports = join("239.255.77.13", null);
        try (MulticastSocket member = member("239.255.77.13")) {
            assertThat(report(ports)).isTrue();
            assertThat(received(member, SECONDS * 1_000)).isEqualTo("report");
        } finally {
            loop.execute(ports::close);
        }
    }

    @Test
    void whereOnlyTheSourceMaySendNobodyReports() throws Exception {
        RtpPorts ports = join("232.1.1.13", "127.0.0.1");
        try (MulticastSocket member = member("232.1.1.13")) {
            assertThat(report(ports)).isFalse();
            assertThatThrownBy(() -> received(member, 100))
                    .isInstanceOf(SocketTimeoutException.class);
        } finally {
            loop.execute(ports::close);
        }
    }
}
