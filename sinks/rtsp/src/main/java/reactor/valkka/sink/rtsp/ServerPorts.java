package reactor.valkka.sink.rtsp;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.SegmentedDatagramPacket;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.valkka.rtsp.DatagramIntake;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The two UDP sockets by which all readers of an event loop get their datagrams: an even port for
 * RTP and the next one for RTCP, whatever the track.
 *
 * <p>What all readers of a unit are sent goes out by few system calls: several datagrams in each,
 * and with the native transport the kernel cuts runs of packets itself.
 *
 * <p><b>Threads:</b> one event loop. <b>Overflow:</b> holds {@value #HIGH_WATER_BYTES} bytes and
 * what one reader is given; further readers wait until the kernel takes more.
 *
 * <p><b>Source:</b> RFC 3550 §11.
 */
final class ServerPorts {
    private static final Logger LOG = LoggerFactory.getLogger(ServerPorts.class);
    private static final int HIGH_WATER_BYTES = 512 << 10;
    private static final int SEND_BUFFER_BYTES = 2 << 20;
    private static final int RECEIVE_BUFFER_BYTES = 4 << 20;
    private static final int ATTEMPTS = 32;
    private static final int EIO = 5;
    private static final int EINVAL = 22;
    private static final int EMSGSIZE = 90;
    private static final int TRACING_SECONDS = 2;
    private static final int ONE_BY_ONE_MAX = 1024;
    private static final long READING_NANOS_MAX = TimeUnit.SECONDS.toNanos(2);

    /** Takes the packets of a client. */
    interface Reports {
        /**
         * RTCP, or RTP of a publisher, came from an address that was registered.
         *
         * @param packet lent for the call
         */
        void receive(ByteBuffer packet);
    }

    private final Channel rtp;
    private final Channel rtcp;
    private final Map<InetSocketAddress, Reports> reports = new HashMap<>();
    private final Map<InetSocketAddress, Reports> media = new HashMap<>();
    private final Set<DatagramReader> waiting = new LinkedHashSet<>();
    private final Set<InetSocketAddress> oneByOne = new HashSet<>();
    private boolean segments;
    private boolean tracing;
    private boolean flushing;
    private long received;

    private ServerPorts(Channel rtp, Channel rtcp) {
        this.rtp = rtp;
        this.rtcp = rtcp;
        segments = rtp instanceof EpollDatagramChannel
                && EpollDatagramChannel.isSegmentedDatagramPacketSupported();
    }

    /**
     * Opens a pair of free ports within a range; told of on the event loop.
     *
     * @param local where to bind: the address at which the clients find the server
     */
    static void open(
            EventLoop loop,
            ChannelFactory<? extends DatagramChannel> channels,
            InetAddress local,
            PortRange range,
            Consumer<ServerPorts> opened,
            Consumer<Throwable> failed) {
        attempt(new Opening(loop, channels, local, range, opened, failed), ATTEMPTS);
    }

    private record Opening(
            EventLoop loop,
            ChannelFactory<? extends DatagramChannel> channels,
            InetAddress local,
            PortRange range,
            Consumer<ServerPorts> opened,
            Consumer<Throwable> failed) {

        ChannelFuture bind(int port) {
            return DatagramIntake.prepare(new Bootstrap())
                    .group(loop)
                    .channelFactory(channels)
                    .option(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES)
                    .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
                    .option(
                            ChannelOption.WRITE_BUFFER_WATER_MARK,
                            new WriteBufferWaterMark(HIGH_WATER_BYTES / 2, HIGH_WATER_BYTES))
                    .handler(new Handler())
                    .bind(new InetSocketAddress(local, port));
        }
    }

    private static void attempt(Opening opening, int left) {
        int even = opening.range().randomEven(ThreadLocalRandom.current());
        ChannelFuture first = opening.bind(even);
        first.addListener(firstDone -> {
            if (!firstDone.isSuccess()) {
                retry(opening, left, firstDone.cause());
                return;
            }
            ChannelFuture second = opening.bind(even + 1);
            second.addListener(secondDone -> {
                if (!secondDone.isSuccess()) {
                    first.channel().close();
                    retry(opening, left, secondDone.cause());
                    return;
                }
                ServerPorts ports = new ServerPorts(first.channel(), second.channel());
                ports.rtp.pipeline().get(Handler.class).ports = ports;
                ports.rtcp.pipeline().get(Handler.class).ports = ports;
                opening.opened().accept(ports);
            });
        });
    }

    private static void retry(Opening opening, int left, Throwable cause) {
        if (left > 1) {
            attempt(opening, left - 1);
        } else {
            opening.failed().accept(cause);
        }
    }

    /** Port that RTP comes from. */
    int rtpPort() {
        return ((InetSocketAddress) rtp.localAddress()).getPort();
    }

    /** Port that RTCP comes from and goes to. */
    int rtcpPort() {
        return ((InetSocketAddress) rtcp.localAddress()).getPort();
    }

    /** The sockets, for those who have more to say to the kernel. */
    List<DatagramChannel> channels() {
        return List.of((DatagramChannel) rtp, (DatagramChannel) rtcp);
    }

    /** Whether the sockets take more; may be asked by all threads. */
    boolean isWritable() {
        return rtp.isWritable();
    }

    /** From now on, RTCP from this address is handed on. */
    void register(InetSocketAddress from, Reports to) {
        reports.put(from, to);
    }

    /** RTCP from this address is nobody's, unless somebody else has registered it meanwhile. */
    void unregister(InetSocketAddress from, Reports to) {
        reports.remove(from, to);
    }

    /** From now on, RTP from this address is handed on: it belongs to a publisher. */
    void registerMedia(InetSocketAddress from, Reports to) {
        media.put(from, to);
    }

    /** RTP from this address is nobody's, unless it was registered anew for somebody else. */
    void unregisterMedia(InetSocketAddress from, Reports to) {
        media.remove(from, to);
    }

    /** Sends a report about what was received, or drops it where it cannot go now. */
    void report(ByteBuf compound, InetSocketAddress to) {
        if (rtcp.isWritable()) {
            rtcp.writeAndFlush(new DatagramPacket(compound, to), rtcp.voidPromise());
        } else {
            compound.release();
        }
    }

    /** Whether the sockets take more; if not, the reader goes on by itself once they do. */
    boolean isWritable(DatagramReader reader) {
        if (rtp.isWritable()) {
            return true;
        }
        rtp.flush();
        if (rtp.isWritable()) {
            return true;
        }
        waiting.add(reader);
        return false;
    }

    void write(DatagramRun run, boolean report, InetSocketAddress to) {
        Channel channel = report ? rtcp : rtp;
        if (run.isSingle()) {
            send(channel, new DatagramPacket(run.packets().retainedDuplicate(), to));
        } else if (segments && !oneByOne.contains(to)) {
            ByteBuf packets = run.packets().retainedDuplicate();
            sendSegments(channel, new SegmentedDatagramPacket(packets, run.segmentBytes(), to));
        } else {
            ByteBuf all = run.packets();
            for (int at = all.readerIndex(); at < all.writerIndex(); at += run.segmentBytes()) {
                int length = Math.min(run.segmentBytes(), all.writerIndex() - at);
                send(channel, new DatagramPacket(all.retainedSlice(at, length), to));
            }
        }
    }

    private static void send(Channel channel, DatagramPacket packet) {
        channel.write(packet, channel.voidPromise());
    }

    /** Whose datagrams are refused is not known unless it is asked for, which costs a promise. */
    private void sendSegments(Channel channel, SegmentedDatagramPacket packet) {
        if (!tracing) {
            send(channel, packet);
            return;
        }
        InetSocketAddress to = packet.recipient();
        channel.write(packet).addListener(written -> {
            if (isTooLarge(written.cause())) {
                LOG.debug("{}: datagrams to {} go one by one", channel, to);
                oneByOne.add(to);
                segments &= oneByOne.size() < ONE_BY_ONE_MAX;
            }
        });
    }

    /** Sends what has been written once the event loop has done what it is at. */
    void flushSoon() {
        if (!flushing) {
            flushing = true;
            rtp.eventLoop().execute(this::flush);
        }
    }

    private void flush() {
        flushing = false;
        rtcp.flush();
        rtp.flush();
    }

    private void goOn() {
        List<DatagramReader> ready = List.copyOf(waiting);
        waiting.clear();
        ready.forEach(Reader::goOn);
    }

    /**
     * Does something, later, once what has come to the sockets until now was handed on: when the
     * event loop has looked for datagrams and found none. Where there are always some more, that is
     * so after 2 seconds at the latest.
     */
    void afterReading(Runnable then) {
        long deadline = System.nanoTime() + READING_NANOS_MAX;
        nextPass(() -> passed(received, deadline, then));
    }

    private void passed(long before, long deadline, Runnable then) {
        nextPass(() -> {
            if (received == before || System.nanoTime() - deadline >= 0) {
                then.run();
            } else {
                passed(received, deadline, then);
            }
        });
    }

    /** What is scheduled waits until the event loop has looked at its sockets once more. */
    private void nextPass(Runnable step) {
        rtp.eventLoop().schedule(step, 0, TimeUnit.NANOSECONDS);
    }

    private void receive(Channel channel, DatagramPacket datagram) {
        received++;
        Reports to = (channel == rtcp ? reports : media).get(datagram.sender());
        if (to != null) {
            ByteBuf bytes = datagram.content();
            to.receive(bytes.internalNioBuffer(bytes.readerIndex(), bytes.readableBytes()));
        }
    }

    private void failed(Throwable cause) {
        if (segments && isRefusal(cause, EIO)) {
            LOG.warn("{}: the kernel does not cut datagrams here, they go one by one", rtp, cause);
            segments = false;
        } else if (!tracing && isTooLarge(cause)) {
            tracing = true;
            rtp.eventLoop().schedule(() -> tracing = false, TRACING_SECONDS, TimeUnit.SECONDS);
        } else {
            LOG.debug("{}: a datagram could not be sent", rtp, cause);
        }
    }

    /**
     * The way to a receiver takes smaller packets than we send. Whole datagrams are cut by IP
     * then, but the kernel does not cut segments twice; older ones say that with another number.
     */
    private static boolean isTooLarge(@Nullable Throwable cause) {
        return isRefusal(cause, EMSGSIZE) || isRefusal(cause, EINVAL);
    }

    private static boolean isRefusal(@Nullable Throwable cause, int number) {
        return cause instanceof Errors.NativeIoException refused
                && refused.expectedErr() == -number;
    }

    /** Closes the sockets behind what was written to them: a goodbye may be the last of it. */
    void close() {
        reports.clear();
        media.clear();
        waiting.clear();
        rtp.flush();
        rtcp.flush();
        rtp.close();
        rtcp.close();
    }

    private static final class Handler extends DatagramIntake {
        private @Nullable ServerPorts ports;

        @Override
        protected void onDatagram(ChannelHandlerContext context, DatagramPacket datagram) {
            if (ports != null) {
                ports.receive(context.channel(), datagram);
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (ports != null && context.channel().isWritable()) {
                ports.goOn();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (ports != null) {
                ports.failed(cause);
            }
        }
    }
}
