package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;

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
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
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
        return join(sockets, granted(address).source(source).build());
    }

    private static TransportHeader.Builder granted(String address) {
        return TransportHeader.group().toBuilder()
                .destination(address)
                .ports(new PortPair(PORT, PORT + 1));
    }

    private static RtpPorts join(UdpSockets sockets, TransportHeader granted) throws Exception {
        CompletableFuture<RtpPorts> joined = new CompletableFuture<>();
        sockets.loop()
                .execute(() -> MulticastMembership.join(
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
    void weDoNotHearOurOwn() throws Exception {
        RtpPorts ports = join("239.255.77.17", null);
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        loop.submit(() -> ports.listen(
                        (sender, bytes) -> true, (sender, bytes) -> true, new RtpPorts.Listener() {
                            @Override
                            public void rtp(ByteBuf packet) {
                                heard.add("rtp");
                            }

                            @Override
                            public void rtcp(ByteBuf packet) {
                                heard.add(packet.toString(StandardCharsets.US_ASCII));
                            }
                        }))
                .get(SECONDS, TimeUnit.SECONDS);
        InetAddress here = InetAddress.getLoopbackAddress();
        try (MulticastSocket member = member("239.255.77.17");
                MulticastSocket speaker = new MulticastSocket(new InetSocketAddress(here, 0))) {
            assertThat(report(ports)).isTrue();
            assertThat(received(member, SECONDS * 1_000)).isEqualTo("report");
            NetworkInterface network = NetworkInterface.getByInetAddress(here);
            speaker.setOption(StandardSocketOptions.IP_MULTICAST_IF, network);
            byte[] another = "another".getBytes(StandardCharsets.US_ASCII);
            InetAddress all = InetAddress.getByName("239.255.77.17");
            speaker.send(new DatagramPacket(another, another.length, all, PORT + 1));
            await().until(() -> heard.contains("another"));
            assertThat(heard).containsExactly("another");
        } finally {
            loop.execute(ports::close);
        }
    }

    /** Each transport of Netty refuses that with another error. */
    @Test
    void aCameraThatNamesMoreHopsThanThereAreCostsNothing() throws Exception {
        EventLoopGroup plain = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        Queue<Throwable> bugs = new ConcurrentLinkedQueue<>();
        try (MulticastSocket member = member("239.255.77.14")) {
            UdpSockets sockets = new UdpSockets(plain.next(), NioDatagramChannel::new, bugs::add);
            RtpPorts ports = join(sockets, granted("239.255.77.14").ttl(300).build());
            ByteBuf packet = Unpooled.copiedBuffer("report", StandardCharsets.US_ASCII);
            boolean sent = sockets.loop()
                    .submit(() -> ports.report(packet))
                    .get(SECONDS, TimeUnit.SECONDS);
            assertThat(sent).isTrue();
            assertThat(received(member, SECONDS * 1_000)).isEqualTo("report");
            assertThat(bugs).isEmpty();
        } finally {
            plain.shutdownGracefully(0, SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void hopsAreBounded() {
        assertThat(MulticastMembership.hops(null)).isEqualTo(1);
        assertThat(MulticastMembership.hops(-1)).isEqualTo(1);
        assertThat(MulticastMembership.hops(127)).isEqualTo(127);
        assertThat(MulticastMembership.hops(Integer.MAX_VALUE)).isEqualTo(255);
    }

    @Test
    void aPortThatCannotSpeakSaysSo() throws Exception {
        EventLoopGroup plain = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        CompletableFuture<Boolean> speaks = new CompletableFuture<>();
        NetworkInterface here = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
        try {
            RtpPort.bind(
                    new UdpSockets(
                            plain.next(), NioDatagramChannel::new, speaks::completeExceptionally),
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    false,
                    port -> speaks.complete(port.speaksOn(here, 300)),
                    speaks::completeExceptionally);
            assertThat(speaks.get(SECONDS, TimeUnit.SECONDS)).isFalse();
        } finally {
            plain.shutdownGracefully(0, SECONDS, TimeUnit.SECONDS);
        }
    }

    /** By then the ports are nobody else's to close. */
    @Test
    void aBugInWhoTakesAGroupOverClosesAllOfItsPorts() {
        Queue<Throwable> bugs = new ConcurrentLinkedQueue<>();
        Queue<RtpPorts> ports = new ConcurrentLinkedQueue<>();
        UdpSockets sockets = new UdpSockets(
                loop, () -> Defaults.loops().onChannel(DatagramChannel.class, group), bugs::add);
        loop.execute(() -> MulticastMembership.join(
                sockets,
                granted("239.255.77.16").build(),
                InetAddress.getLoopbackAddress(),
                joined -> {
                    ports.add(joined);
                    throw new IllegalStateException("a bug");
                },
                bugs::add));
        await().until(() -> !bugs.isEmpty());
        assertThat(bugs).hasSize(1).first().asString().contains("a bug");
        await().until(() -> !ports.element().rtp().channel().isOpen()
                && !ports.element().rtcp().channel().isOpen());
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
