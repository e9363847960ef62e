package reactor.valkka.rtsp;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;

/**
 * Reads the datagrams of a UDP port. With the native transport several are read by one system call
 * once the first {@value #SMALL_FIRST} were of usual size. Where a larger one comes later, the
 * kernel cuts it, so that it counts as lost, and from then on they are read one by one, whatever
 * their size.
 *
 * <p><b>Threads:</b> one event loop.
 */
public abstract class DatagramIntake extends SimpleChannelInboundHandler<DatagramPacket> {

    private static final int USUAL_BYTES = 2_048;
    private static final int BATCH = 32;
    private static final int SMALL_FIRST = 64;

    /** The largest datagram fits into the room for many of usual size. */
    private static final int READ_BYTES = BATCH * USUAL_BYTES;

    private int small;
    private boolean several;
    private boolean large;
    private boolean cut;

    /** For the one port that it is added to. */
    protected DatagramIntake() {}

    /** Gives a port the room that this reads into. */
    public static Bootstrap prepare(Bootstrap port) {
        return port.option(
                ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES));
    }

    /**
     * A whole datagram.
     *
     * @param datagram lent for the call
     */
    protected abstract void onDatagram(ChannelHandlerContext context, DatagramPacket datagram);

    @Override
    protected final void channelRead0(ChannelHandlerContext context, DatagramPacket datagram) {
        int bytes = datagram.content().readableBytes();
        if (bytes >= USUAL_BYTES) {
            onLarge(context.channel());
        } else if (!large && ++small == SMALL_FIRST) {
            readSeveral(context.channel(), true);
        }
        // Those that were read together with the first large one are cut, too.
        if (!(cut && bytes == USUAL_BYTES)) {
            onDatagram(context, datagram);
        }
    }

    private void onLarge(Channel channel) {
        large = true;
        if (several) {
            cut = true;
            readSeveral(channel, false);
        }
    }

    private void readSeveral(Channel channel, boolean value) {
        if (channel instanceof EpollDatagramChannel nativeChannel) {
            several = value;
            nativeChannel
                    .config()
                    .setOption(
                            EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, value ? USUAL_BYTES : 0);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        cut = false;
        context.fireChannelReadComplete();
    }
}
