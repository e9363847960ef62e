package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A bug in what is called from a UDP port closes it and is told of. */
class RtpPortTest {

    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Queue<Throwable> bugs = new ConcurrentLinkedQueue<>();
    private final Queue<RtpPort> ports = new ConcurrentLinkedQueue<>();
    private final UdpSockets sockets =
            new UdpSockets(group.next(), NioDatagramChannel::new, bugs::add);

    @AfterEach
    void stop() {
        group.shutdownGracefully();
    }

    private static IllegalStateException bug() {
        return new IllegalStateException("a bug");
    }

    private void assertToldOfAndClosed() {
        await().until(() -> ports.stream().noneMatch(port -> port.channel().isOpen()));
        assertThat(bugs).hasSize(1).first().asString().contains("a bug");
    }

    @Test
    void inWhoTakesAPortOver() {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        RtpPort.bind(
                sockets,
                any,
                false,
                port -> {
                    ports.add(port);
                    throw bug();
                },
                bugs::add);
        await().until(() -> !bugs.isEmpty());
        assertToldOfAndClosed();
    }

    @Test
    void inWhoTakesAPairOver() {
        RtpPorts.open(
                sockets,
                InetAddress.getLoopbackAddress(),
                pair -> {
                    ports.add(pair.rtp());
                    ports.add(pair.rtcp());
                    throw bug();
                },
                bugs::add);
        await().until(() -> !bugs.isEmpty());
        assertThat(ports).hasSize(2);
        assertToldOfAndClosed();
    }

    @Test
    void inWhoTakesDatagrams() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        RtpPort.bind(
                sockets,
                new InetSocketAddress(loopback, 0),
                false,
                port -> {
                    port.listen((sender, bytes) -> true, packet -> {
                        throw bug();
                    });
                    ports.add(port);
                },
                bugs::add);
        await().until(() -> !ports.isEmpty());
        try (DatagramSocket sender = new DatagramSocket()) {
            sender.send(new DatagramPacket(
                    new byte[4],
                    4,
                    new InetSocketAddress(loopback, ports.element().number())));
        }
        await().until(() -> !bugs.isEmpty());
        assertThat(bugs).first().asString().contains("a bug");
        ports.element().close();
    }
}
