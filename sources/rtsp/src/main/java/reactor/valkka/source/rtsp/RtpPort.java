package reactor.valkka.source.rtsp;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetSocketAddress;
import java.util.function.Consumer;

/**
 * One UDP port that a camera sends to. With the native transport several datagrams are read by one
 * system call; they are taken to be of usual size until a larger one comes, which counts as lost:
 * the kernel has cut it.
 */
final class RtpPort {

    private static final Logger LOG = LoggerFactory.getLogger(RtspSource.class);

    /** What is asked of the kernel. */
    static final int RECEIVE_BUFFER_BYTES = 1 << 20;

    private static final int USUAL_BYTES = 2_048;
    private static final int LARGEST_BYTES = 65_535;
    private static final int BATCH = 16;

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
    private @Nullable UdpFilter filter;
    private @Nullable Listener listener;

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
        Bootstrap bootstrap = new Bootstrap()
                .group(sockets.loop())
                .channelFactory(sockets.channels())
                .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
                .option(ChannelOption.SO_REUSEADDR, shared)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(LARGEST_BYTES))
                .handler(new Reader());
        ChannelFuture binding = bootstrap.bind(local);
        binding.addListener(done -> {
            if (!done.isSuccess()) {
                failed.accept(done.cause());
                return;
            }
            DatagramChannel channel = (DatagramChannel) binding.channel();
            if (channel instanceof EpollDatagramChannel nativeChannel) {
                nativeChannel
                        .config()
                        .setRecvByteBufAllocator(new FixedRecvByteBufAllocator(BATCH * USUAL_BYTES))
                        .setOption(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, USUAL_BYTES);
            }
            ReceiveBuffer.check(channel, RECEIVE_BUFFER_BYTES);
            RtpPort port = new RtpPort(channel);
            channel.pipeline().get(Reader.class).port = port;
            bound.accept(port);
        });
    }

    /** From now on datagrams are handed on; those that came before were nobody's. */
    void listen(UdpFilter accepted, Listener to) {
        filter = accepted;
        listener = to;
    }

    int number() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    DatagramChannel channel() {
        return (DatagramChannel) channel;
    }

    /** Sends, or drops what cannot be sent now: reports come again. */
    void send(ByteBuf packet, InetSocketAddress to) {
        if (channel.isActive() && channel.isWritable()) {
            channel.writeAndFlush(new DatagramPacket(packet, to), channel.voidPromise());
        } else {
            packet.release();
        }
    }

    void close() {
        listener = null;
        channel.close();
    }

    private void read(DatagramPacket datagram) {
        Listener to = listener;
        UdpFilter accepted = filter;
        if (to != null && accepted != null && accepted.accepts(datagram.sender())) {
            to.datagram(datagram.content());
        }
    }

    /** Hands datagrams to the port, and makes room for large ones when the first has come. */
    private static final class Reader extends SimpleChannelInboundHandler<DatagramPacket> {
        private @Nullable RtpPort port;
        private boolean large;

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket datagram) {
            if (!large && isCut(ctx.channel(), datagram)) {
                large = true;
                readLarge(ctx.channel());
                return;
            }
            if (port != null) {
                port.read(datagram);
            }
        }

        /** Where several are read at once, the kernel cuts what is longer than usual. */
        private static boolean isCut(Channel channel, DatagramPacket datagram) {
            return channel instanceof EpollDatagramChannel
                    && datagram.content().readableBytes() >= USUAL_BYTES;
        }

        private static void readLarge(Channel channel) {
            channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(LARGEST_BYTES));
            ((EpollDatagramChannel) channel)
                    .config()
                    .setOption(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, 0);
        }

        /** A refusal that came back for a punch or a report: the port may be closed by now. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            LOG.debug("{}: a datagram could not be sent or read", ctx.channel(), cause);
        }
    }
}
