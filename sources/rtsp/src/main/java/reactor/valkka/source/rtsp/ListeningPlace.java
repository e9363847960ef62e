package reactor.valkka.source.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.rtsp.TransportHeader;
import reactor.valkka.rtsp.Networks;
import reactor.valkka.rtsp.SourceFilter;
import reactor.valkka.rtsp.TrackReady;
import reactor.valkka.rtsp.TransportKind;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Objects;

/**
 * Where the packets of a track are awaited.
 *
 * @param track its index
 * @param address the group, or an address of ours; the wildcard for all of them
 * @param ports for RTP and RTCP
 * @param network where the group is joined; {@code null} where there is none
 * @param senders whose packets are wanted
 */
record ListeningPlace(
        int track,
        InetAddress address,
        PortPair ports,
        @Nullable NetworkInterface network,
        SourceFilter senders) {

    /**
     * Finds the place of a track. Asks the system about its networks: not on an event loop.
     *
     * @param chosen the network that the user has named, if any
     * @throws SocketException if there is no such place
     */
    static ListeningPlace of(TrackReady track, SourceFilter senders, @Nullable String chosen)
            throws SocketException {
        TransportHeader transport = track.granted();
        if (track.kind() != TransportKind.MULTICAST) {
            PortPair ports = Objects.requireNonNull(transport.clientPorts());
            InetAddress described = Networks.address(transport.destination());
            InetAddress local = chosen == null
                    ? new InetSocketAddress(0).getAddress()
                    : Networks.addressOn(Networks.named(chosen), described instanceof Inet6Address);
            return new ListeningPlace(track.index(), local, ports, null, senders);
        }
        InetAddress group = Networks.address(transport.destination());
        if (group == null || !group.isMulticastAddress()) {
            throw new SocketException("no address of a group: " + transport.destination());
        }
        NetworkInterface network =
                chosen == null ? Networks.towards(group) : Networks.named(chosen);
        PortPair ports = Objects.requireNonNull(transport.ports());
        return new ListeningPlace(track.index(), group, ports, network, senders);
    }

    /** The only sender that is wanted from a group, or {@code null}. */
    @Nullable
    InetAddress source() {
        return Networks.address(senders.only());
    }
}
