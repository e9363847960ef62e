package reactor.valkka.source.rtsp;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramChannelConfig;
import io.netty.channel.socket.DatagramPacket;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.valkka.rtsp.DatagramIntake;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.function.Consumer;

/**
 * One UDP port that a camera sends to.
 */
final class RtpPort {

    private static final Logger LOG = LoggerFactory.getLogger(RtspSource.class);

    /** What is asked of the kernel. */
    static final int RECEIVE_BUFFER_BYTES = 1 << 20;

    /** Takes what comes. */
    interface Listener {
        /**
         * A datagram of the camera.
         *
         * @param packet lent for the call
         */
        void datagram(ByteBuf packet);
    }

    private final Channel channel;
    private @Nullable DatagramFilter filter;
    private @Nullable Listener listener;
    private @Nullable InetSocketAddress heardFrom;

    private RtpPort(Channel channel) {
        this.channel = channel;
    }

    /**
     * Binds a port; told of on the event loop.
     *
     * @param sockets makes channels for the event loop
     * @param local where to bind
     * @param shared whether others may bind it, too, as receivers of a group do
     */
    static void bind(
            UdpSockets sockets,
            InetSocketAddress local,
            boolean shared,
            Consumer<RtpPort> bound,
            Consumer<Throwable> failed) {
        Bootstrap bootstrap = DatagramIntake.prepare(new Bootstrap())
                .group(sockets.loop())
                .channelFactory(sockets.channels())
                .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
                .option(ChannelOption.SO_REUSEADDR, shared)
                .handler(new Reader(sockets.bugs()));
        ChannelFuture binding = bootstrap.bind(local);
        binding.addListener(done -> sockets.guarded(binding.channel()::close, () -> {
            if (done.isSuccess()) {
                handOver((DatagramChannel) binding.channel(), bound, failed);
            } else {
                failed.accept(done.cause());
            }
        }));
    }

    private static void handOver(
            DatagramChannel channel, Consumer<RtpPort> bound, Consumer<Throwable> failed) {
        try {
            ReceiveBuffer.check(channel, RECEIVE_BUFFER_BYTES);
        } catch (ChannelException unusable) {
            channel.close();
            failed.accept(unusable);
            return;
        }
        RtpPort port = new RtpPort(channel);
        channel.pipeline().get(Reader.class).port = port;
        bound.accept(port);
    }

    /** From now on datagrams are handed on; those that came before were nobody's. */
    void listen(DatagramFilter accepted, Listener to) {
        filter = accepted;
        listener = to;
    }

    /** Who sent the last datagram that was handed on; {@code null} while nobody did. */
    @Nullable
    InetSocketAddress heardFrom() {
        return heardFrom;
    }

    int number() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    DatagramChannel channel() {
        return (DatagramChannel) channel;
    }

    /**
     * What is sent to a group goes by this network and no other; false where that cannot be had,
     * and nothing may be sent then.
     */
    boolean speaksOn(NetworkInterface network, int ttl) {
        DatagramChannelConfig config = channel().config();
        try {
            config.setNetworkInterface(network);
            config.setTimeToLive(ttl);
            return network.equals(config.getNetworkInterface());
        } catch (RuntimeException refused) { // of another type with each transport
            LOG.debug("{}: cannot send to a group by {}", channel, network.getName(), refused);
            return false;
        }
    }

    /** Sends, or drops what cannot be sent now, and says so: reports come again. */
    boolean send(ByteBuf packet, InetSocketAddress to) {
        boolean possible = channel.isActive() && channel.isWritable();
        if (possible) {
            channel.writeAndFlush(new DatagramPacket(packet, to), channel.voidPromise());
        } else {
            packet.release();
        }
        return possible;
    }

    void close() {
        listener = null;
        channel.close();
    }

    private void read(DatagramPacket datagram) {
        Listener to = listener;
        DatagramFilter accepted = filter;
        ByteBuf bytes = datagram.content();
        if (to != null
                && accepted != null
                && accepted.accepts(
                        datagram.sender(),
                        bytes.internalNioBuffer(bytes.readerIndex(), bytes.readableBytes()))) {
            heardFrom = datagram.sender();
            to.datagram(bytes);
        }
    }

    /** Hands datagrams to the port. */
    private static final class Reader extends DatagramIntake {
        private final Consumer<Throwable> bugs;
        private @Nullable RtpPort port;

        Reader(Consumer<Throwable> bugs) {
            this.bugs = bugs;
        }

        @Override
        protected void onDatagram(ChannelHandlerContext context, DatagramPacket datagram) {
            if (port != null) {
                port.read(datagram);
            }
        }

        /** A refusal that came back for a punch or a report: the port may be closed by now. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (cause instanceof IOException) {
                LOG.debug("{}: a datagram could not be sent or read", context.channel(), cause);
            } else {
                bugs.accept(cause);
            }
        }
    }
}
