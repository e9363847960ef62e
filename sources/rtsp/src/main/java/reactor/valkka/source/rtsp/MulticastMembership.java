package reactor.valkka.source.rtsp;

import io.netty.channel.ChannelFuture;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.rtsp.TransportHeader;
import reactor.valkka.rtsp.Networks;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.function.Consumer;

/**
 * Joins the group that a track is sent to, on the network that the camera is reached by: from
 * anybody, or from one source where the camera names it. Receiver reports go to the group, unless
 * only its source may send there, or is heard: who hears no other receivers cannot know how many
 * share the room for reports.
 *
 * <p><b>Source:</b> RFC 1112, RFC 3550 §6, RFC 4607 (source-specific).
 */
final class MulticastMembership {

    private static final int IPV4_BYTES = 4;
    private static final int SOURCE_SPECIFIC = 232;
    private static final int HOPS_MAX = 255;

    private MulticastMembership() {}

    /**
     * Opens the group's ports and joins it; told of on the event loop.
     *
     * @param granted names group, ports and perhaps the source
     * @param local our address on the network where the camera is
     */
    static void join(
            UdpSockets sockets,
            TransportHeader granted,
            InetAddress local,
            Consumer<RtpPorts> joined,
            Consumer<Throwable> failed) {
        InetAddress group = Networks.address(granted.destination());
        PortPair numbers = granted.ports();
        NetworkInterface network = networkOf(local);
        if (group == null || !group.isMulticastAddress() || numbers == null || network == null) {
            failed.accept(new SocketException("no group to join: " + granted.destination() + " "
                    + numbers + " on " + local.getHostAddress()));
            return;
        }
        InetAddress source = Networks.address(granted.source());
        boolean silent =
                source != null || isSourceSpecific(group) || numbers.first() == numbers.second();
        int hops = hops(granted.ttl());
        Consumer<RtpPorts> speaking = ports -> RtpPort.bind(
                sockets,
                new InetSocketAddress(local, 0),
                false,
                speaker -> {
                    if (speaker.speaksOn(network, hops)) {
                        ports.reportToGroup(group, speaker);
                    } else {
                        speaker.close();
                    }
                    sockets.guarded(ports::close, () -> joined.accept(ports));
                },
                withoutReports -> sockets.guarded(ports::close, () -> joined.accept(ports)));
        join(sockets, group, numbers, network, source, silent ? joined : speaking, failed);
    }

    /** How far reports go: as far as what the camera sends, where it says a number that can be. */
    static int hops(@Nullable Integer ttl) {
        return ttl == null ? 1 : Math.min(Math.max(1, ttl), HOPS_MAX);
    }

    /** Whether nobody but a group's source may send to it: 232.0.0.0/8, ff3x::/32. */
    private static boolean isSourceSpecific(InetAddress group) {
        byte[] bytes = group.getAddress();
        return bytes.length == IPV4_BYTES
                ? (bytes[0] & 0xFF) == SOURCE_SPECIFIC
                : (bytes[0] & 0xFF) == 0xFF && (bytes[1] & 0xF0) == 0x30;
    }

    /**
     * Opens the ports of a group and joins it; told of on the event loop.
     *
     * @param source the only one whose packets are wanted, or {@code null} for anybody's
     */
    static void join(
            UdpSockets sockets,
            InetAddress group,
            PortPair numbers,
            NetworkInterface network,
            @Nullable InetAddress source,
            Consumer<RtpPorts> joined,
            Consumer<Throwable> failed) {
        RtpPorts.join(
                sockets,
                group,
                numbers,
                ports -> {
                    ChannelFuture rtp = ports.rtp().channel().joinGroup(group, network, source);
                    if (ports.rtcp() != ports.rtp()) {
                        ports.rtcp().channel().joinGroup(group, network, source);
                    }
                    rtp.addListener(done -> sockets.guarded(ports::close, () -> {
                        if (done.isSuccess()) {
                            joined.accept(ports);
                        } else {
                            ports.close();
                            failed.accept(done.cause());
                        }
                    }));
                },
                failed);
    }

    private static @Nullable NetworkInterface networkOf(InetAddress local) {
        try {
            return NetworkInterface.getByInetAddress(local);
        } catch (SocketException unknown) {
            return null;
        }
    }
}
