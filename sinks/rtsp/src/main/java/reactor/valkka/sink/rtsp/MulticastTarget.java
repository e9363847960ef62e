package reactor.valkka.sink.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.sdp.MulticastAddress;
import reactor.valkka.rtsp.Networks;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A group and the ports in it: the first track has the even port and the next one, further tracks
 * those behind.
 *
 * @param address of the group
 * @param port even one of the first track
 * @param ttl routers that packets pass at most, and one more
 */
record MulticastTarget(InetAddress address, int port, int ttl) {
    private static final int PORT_MAX = 65_535;
    private static final int TTL_MAX = 255;
    private static final int PORTS_PER_TRACK = 2;

    /** Refuses what packets cannot be sent to. */
    MulticastTarget {
        if (!address.isMulticastAddress()) {
            throw new IllegalArgumentException(
                    "A group is 224.0.0.0 to 239.255.255.255 or begins with ff, got "
                            + address.getHostAddress());
        }
        if (port < PORTS_PER_TRACK || port >= PORT_MAX || port % PORTS_PER_TRACK != 0) {
            throw new IllegalArgumentException(
                    "RTP wants an even port, and RTCP the next one; got " + port);
        }
        if (ttl < 1 || ttl > TTL_MAX) {
            throw new IllegalArgumentException("A time to live is 1 to 255, got " + ttl
                    + "; to stay on this machine, name its loopback network");
        }
    }

    static MulticastTarget of(String group, int port, int ttl) {
        InetAddress address = Networks.address(group);
        if (address == null) {
            throw new IllegalArgumentException(
                    "A group is a numeric address such as 239.1.1.7, got '" + group + "'");
        }
        return new MulticastTarget(address, port, ttl);
    }

    String group() {
        return address.getHostAddress();
    }

    /**
     * Where so many tracks go.
     *
     * @return null where there are not so many ports
     */
    @Nullable
    MulticastAddress tracks(int count) {
        List<MulticastAddress.Ports> ports = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            if (port(i) >= PORT_MAX) {
                return null;
            }
            ports.add(MulticastAddress.Ports.from(port(i)));
        }
        return new MulticastAddress(group(), ttl, ports);
    }

    private int port(int track) {
        return port + PORTS_PER_TRACK * track;
    }

    /** Where packets of a track go. */
    InetSocketAddress rtp(int track) {
        return new InetSocketAddress(address, port(track));
    }

    /** Where reports of a track go. */
    InetSocketAddress rtcp(int track) {
        return new InetSocketAddress(address, port(track) + 1);
    }

    @Override
    public String toString() {
        String host = group();
        return (host.indexOf(':') >= 0 ? '[' + host + ']' : host) + ':' + port;
    }
}
