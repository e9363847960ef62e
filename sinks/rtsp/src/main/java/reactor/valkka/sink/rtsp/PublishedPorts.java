package reactor.valkka.sink.rtsp;

import io.netty.buffer.Unpooled;

import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.rtsp.TrackReady;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The datagrams of one publisher, told from those of others by the ports that it has named and the
 * address of its connection. Nobody else can put pictures into its stream from another address.
 *
 * <p><b>Threads:</b> the event loop of the server's ports.
 */
final class PublishedPorts {

    /** Takes what comes. */
    interface Listener {
        /** RTP of a track; lent for the call. */
        void rtp(int track, ByteBuffer packet);

        /** RTCP of a track; lent for the call. */
        void rtcp(int track, ByteBuffer packet);
    }

    private final ServerPorts server;
    private final List<Route> routes = new ArrayList<>();

    /** Where the packets of a track come from. */
    private record Route(
            int track,
            InetSocketAddress rtp,
            InetSocketAddress rtcp,
            ServerPorts.Reports media,
            ServerPorts.Reports reports) {}

    private PublishedPorts(ServerPorts server) {
        this.server = server;
    }

    /** From now on packets of these tracks are handed on. */
    static PublishedPorts open(
            ServerPorts server, InetAddress from, List<TrackReady> tracks, Listener listener) {
        PublishedPorts ports = new PublishedPorts(server);
        for (TrackReady track : tracks) {
            PortPair pair = track.granted().clientPorts();
            if (pair != null) {
                int index = track.index();
                ports.add(new Route(
                        index,
                        new InetSocketAddress(from, pair.first()),
                        new InetSocketAddress(from, pair.second()),
                        packet -> listener.rtp(index, packet),
                        packet -> listener.rtcp(index, packet)));
            }
        }
        return ports;
    }

    private void add(Route route) {
        routes.add(route);
        server.registerMedia(route.rtp, route.media);
        server.register(route.rtcp, route.reports);
    }

    /** Sends a report to where those of the track come from. */
    void report(int track, ByteBuffer compound) {
        for (Route route : routes) {
            if (route.track == track) {
                server.report(Unpooled.wrappedBuffer(compound), route.rtcp);
            }
        }
    }

    /** Does something once what has come until now was handed on. */
    void afterReading(Runnable then) {
        server.afterReading(then);
    }

    /** Nothing is handed on any more. */
    void close() {
        routes.forEach(route -> {
            server.unregisterMedia(route.rtp, route.media);
            server.unregister(route.rtcp, route.reports);
        });
        routes.clear();
    }
}
