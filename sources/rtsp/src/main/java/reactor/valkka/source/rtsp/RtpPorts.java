package reactor.valkka.source.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtcp.ReceiverReport;
import reactor.valkka.media.rtsp.PortPair;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * The UDP ports of one track: usually an even one for RTP and the next one for RTCP, sometimes the
 * same for both.
 *
 * <p><b>Threads:</b> one event loop. <b>Source:</b> RFC 3550 §11.
 */
final class RtpPorts {

    private static final int LOWEST = 20_000;
    private static final int PAIRS = 20_000;
    private static final int ATTEMPTS = 32;
    private static final int PORT_MAX = 65_535;
    private static final int RTP_VERSION = 0x80;
    private static final int RTP_HEADER_BYTES = 12;

    private final RtpPort rtp;
    private final RtpPort rtcp;
    private @Nullable InetSocketAddress reportsTo;
    private boolean reporting;
    private @Nullable RtpPort toGroup;

    private RtpPorts(RtpPort rtp, RtpPort rtcp) {
        this.rtp = rtp;
        this.rtcp = rtcp;
    }

    /** Takes what comes. */
    interface Listener {
        void rtp(ByteBuf packet);

        void rtcp(ByteBuf packet);
    }

    /** Opens a pair that is free; told of on the event loop. */
    static void open(
            UdpSockets sockets,
            InetAddress local,
            Consumer<RtpPorts> opened,
            Consumer<Throwable> failed) {
        attempt(sockets, local, ATTEMPTS, opened, failed);
    }

    private static void attempt(
            UdpSockets sockets,
            InetAddress local,
            int left,
            Consumer<RtpPorts> opened,
            Consumer<Throwable> failed) {
        int even = LOWEST + 2 * ThreadLocalRandom.current().nextInt(PAIRS);
        Consumer<Throwable> taken = cause -> {
            if (left > 1) {
                attempt(sockets, local, left - 1, opened, failed);
            } else {
                failed.accept(cause);
            }
        };
        bind(sockets, local, new PortPair(even, even + 1), false, opened, taken);
    }

    /** Binds the ports that somebody sends to unasked. */
    static void at(
            UdpSockets sockets,
            InetAddress local,
            PortPair ports,
            Consumer<RtpPorts> opened,
            Consumer<Throwable> failed) {
        bind(sockets, local, ports, false, opened, failed);
    }

    /** Binds the ports of a group, which others on this machine may receive, too. */
    static void join(
            UdpSockets sockets,
            InetAddress group,
            PortPair ports,
            Consumer<RtpPorts> opened,
            Consumer<Throwable> failed) {
        bind(sockets, group, ports, true, opened, failed);
    }

    private static void bind(
            UdpSockets sockets,
            InetAddress local,
            PortPair ports,
            boolean shared,
            Consumer<RtpPorts> opened,
            Consumer<Throwable> failed) {
        Consumer<RtpPort> first = rtp -> {
            if (ports.first() == ports.second()) {
                handOver(sockets, new RtpPorts(rtp, rtp), opened);
                return;
            }
            RtpPort.bind(
                    sockets,
                    new InetSocketAddress(local, ports.second()),
                    shared,
                    rtcp -> handOver(sockets, new RtpPorts(rtp, rtcp), opened),
                    cause -> {
                        rtp.close();
                        failed.accept(cause);
                    });
        };
        RtpPort.bind(sockets, new InetSocketAddress(local, ports.first()), shared, first, failed);
    }

    private static void handOver(UdpSockets sockets, RtpPorts ports, Consumer<RtpPorts> opened) {
        sockets.guarded(ports::close, () -> opened.accept(ports));
    }

    PortPair numbers() {
        return new PortPair(rtp.number(), rtcp.number());
    }

    /** The channels, for those who join groups with them. */
    RtpPort rtp() {
        return rtp;
    }

    RtpPort rtcp() {
        return rtcp;
    }

    /**
     * From now on the camera is listened to. Where it has named ports, packets to them open the way
     * back through firewalls and address translation.
     */
    void listen(DatagramFilter rtpFilter, DatagramFilter rtcpFilter, Listener to) {
        rtp.listen(rtpFilter, to::rtp);
        if (rtcp != rtp) {
            rtcp.listen(
                    (sender, packet) -> !isOurs(sender) && rtcpFilter.accepts(sender, packet),
                    to::rtcp);
        }
    }

    /** What we say to a group comes back to us. */
    private boolean isOurs(InetSocketAddress sender) {
        return toGroup != null && sender.equals(toGroup.channel().localAddress());
    }

    /**
     * Opens the way from the camera to us, through firewalls and address translation, and says
     * where reports go.
     */
    void punch(InetAddress camera, PortPair server) {
        reportToSender();
        reportsTo = new InetSocketAddress(camera, server.second());
        ByteBuf packet = Unpooled.buffer(RTP_HEADER_BYTES).writeByte(RTP_VERSION);
        packet.writeZero(RTP_HEADER_BYTES - 1);
        rtp.send(packet, new InetSocketAddress(camera, server.first()));
    }

    /** Reports go to where packets come from, wherever that turns out to be. */
    void reportToSender() {
        reporting = true;
    }

    /**
     * Reports go to the whole group, so that all of its receivers know of each other.
     *
     * @param speaker is closed with these ports: one that is bound to a group cannot send
     */
    void reportToGroup(InetAddress group, RtpPort speaker) {
        reportsTo = new InetSocketAddress(group, rtcp.number());
        toGroup = speaker;
        reporting = true;
    }

    /**
     * Sends an RTCP packet of at most {@link ReceiverReport#BYTES_MAX} bytes; false where it has no
     * way, or cannot go now.
     */
    boolean report(ByteBuf packet) {
        InetSocketAddress to = reporting ? whereTo() : null;
        if (to == null) {
            packet.release();
            return false;
        }
        return (toGroup == null ? rtcp : toGroup).send(packet, to);
    }

    /**
     * The group, or where the camera's own reports come from, else the port that it named, else the
     * one after that of its media: many cameras name no port, and translators of addresses change
     * them.
     */
    private @Nullable InetSocketAddress whereTo() {
        InetSocketAddress reports = toGroup != null ? reportsTo : rtcp.heardFrom();
        if (reports != null) {
            return reports;
        }
        InetSocketAddress media = rtp.heardFrom();
        if (reportsTo != null || media == null || media.getPort() == PORT_MAX) {
            return reportsTo;
        }
        return new InetSocketAddress(media.getAddress(), media.getPort() + 1);
    }

    void close() {
        rtp.close();
        rtcp.close();
        if (toGroup != null) {
            toGroup.close();
        }
    }
}
