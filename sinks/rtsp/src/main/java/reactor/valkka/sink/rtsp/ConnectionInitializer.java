package reactor.valkka.sink.rtsp;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.valkka.count.Counter;
import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.rtsp.server.ConnectionEnds;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Takes connections in, or refuses them. */
final class ConnectionInitializer extends ChannelInitializer<Channel> {
    private static final Logger LOG = LoggerFactory.getLogger(RtspServer.class);
    private static final byte[] FULL = RtspResponse.of(503)
            .header("Retry-After", "30")
            .header("Connection", "close")
            .encode();

    private final ServerRuntime server;
    private final ChannelGroup channels;

    ConnectionInitializer(ServerRuntime server, ChannelGroup channels) {
        this.server = server;
        this.channels = channels;
    }

    @Override
    protected void initChannel(Channel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress remote)
                || !(channel.localAddress() instanceof InetSocketAddress local)) {
            channel.close();
            return;
        }
        channels.add(channel);
        String household = ClientAddress.of(remote.getAddress());
        AddressTable.Newcomer newcomer = () -> makeRoom(channel);
        if (!server.addresses().connect(household, newcomer, server.now())) {
            refuse(channel);
            return;
        }
        ConnectionEnds ends = new ConnectionEnds(
                text(remote.getAddress()), household, text(local.getAddress()), ports(channel));
        ServerConnection connection =
                new ServerConnection(server, channel, household, newcomer, ends);
        SslContext tls = server.tls();
        if (tls != null) {
            SslHandler handler = tls.newHandler(channel.alloc());
            handler.setHandshakeTimeoutMillis(server.limits().firstRequest().toMillis());
            channel.pipeline().addLast(handler);
        }
        channel.pipeline().addLast(connection.decoder(), connection);
    }

    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    private @Nullable PortPair ports(Channel channel) {
        ServerPorts ports = server.ports(channel.eventLoop());
        return ports == null ? null : new PortPair(ports.rtpPort(), ports.rtcpPort());
    }

    private void makeRoom(Channel channel) {
        server.count(Counter.CONNECTIONS_REFUSED);
        channel.close();
    }

    /** A reason for those who speak plainly; to the others a handshake would cost too much. */
    private void refuse(Channel channel) {
        LOG.debug("{}: refused, there are too many connections", channel.remoteAddress());
        server.count(Counter.CONNECTIONS_REFUSED);
        if (server.tls() == null) {
            channel.writeAndFlush(Unpooled.wrappedBuffer(FULL))
                    .addListener(ChannelFutureListener.CLOSE);
        } else {
            channel.close();
        }
    }
}
