package reactor.valkka.source.rtsp;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.rtsp.TransportHeader;
import reactor.valkka.rtsp.Networks;
import reactor.valkka.rtsp.TrackReady;
import reactor.valkka.rtsp.TransportKind;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * The UDP ports of one connection to a camera, and the groups that it has joined.
 *
 * <p><b>Threads:</b> one event loop. What is opened after {@link #close()} is closed at once.
 */
final class MediaPorts implements DatagramPorts {

    private final UdpSockets sockets;
    private final UdpSources policy;
    private final List<RtpPorts> open = new ArrayList<>();
    private @Nullable RtpPorts[] ofTrack = new RtpPorts[0];
    private final Map<Integer, GroupManners> mannersOf = new HashMap<>();
    private int joining;
    private boolean closed;

    /**
     * Nothing is open yet.
     *
     * @param sockets makes channels
     * @param policy whose datagrams count
     */
    MediaPorts(UdpSockets sockets, UdpSources policy) {
        this.sockets = sockets;
        this.policy = policy;
    }

    /** Opens a pair of ports for a track that is not agreed on yet. */
    void openPair(
            InetAddress local, Consumer<PortPair> opened, Consumer<@Nullable Throwable> failed) {
        RtpPorts.open(
                sockets,
                local,
                ports -> {
                    if (keep(ports)) {
                        opened.accept(ports.numbers());
                    }
                },
                cause -> {
                    if (!closed) {
                        failed.accept(cause);
                    }
                });
    }

    private boolean keep(RtpPorts ports) {
        if (closed) {
            ports.close();
        } else {
            open.add(ports);
        }
        return !closed;
    }

    /**
     * Listens for the tracks that come over UDP, and closes what none of them needs.
     *
     * @param tracks what was agreed on
     * @param local our end of the RTSP connection
     * @param camera the other end
     * @param listener takes what comes
     * @param joined all groups are joined, if there are any
     * @param failed a group could not be joined
     */
    void receive(
            List<TrackReady> tracks,
            InetAddress local,
            InetAddress camera,
            Listener listener,
            Runnable joined,
            Consumer<Throwable> failed) {
        List<RtpPorts> unused = new ArrayList<>(open);
        joining = Math.toIntExact(tracks.stream()
                .filter(track -> track.kind() == TransportKind.MULTICAST)
                .count());
        ofTrack = new RtpPorts[tracks.size()];
        for (TrackReady track : tracks) {
            if (track.kind() == TransportKind.UDP) {
                RtpPorts ports = find(track.asked().clientPorts());
                if (ports != null) {
                    unused.remove(ports);
                    listen(ports, track, camera, listener);
                    punch(ports, track, camera, listener);
                }
            } else if (track.kind() == TransportKind.MULTICAST) {
                join(track, local, camera, listener, joined, failed);
            }
        }
        unused.forEach(RtpPorts::close);
        open.removeAll(unused);
    }

    private @Nullable RtpPorts find(@Nullable PortPair numbers) {
        for (RtpPorts ports : open) {
            if (ports.numbers().equals(numbers)) {
                return ports;
            }
        }
        return null;
    }

    private void listen(RtpPorts ports, TrackReady track, InetAddress camera, Listener listener) {
        int index = track.index();
        ofTrack[index] = ports;
        TransportHeader granted = track.granted();
        PortPair server = granted.serverPorts();
        InetAddress source = Networks.address(granted.source());
        boolean inGroup = track.kind() == TransportKind.MULTICAST;
        UdpSources whose = inGroup ? UdpSources.ANY : policy;
        GroupManners manners =
                inGroup ? new GroupManners(() -> ThreadLocalRandom.current().nextDouble()) : null;
        if (manners != null) {
            mannersOf.put(index, manners);
        }
        ports.listen(
                new UdpFilter(whose, camera, source, server == null ? 0 : server.first()),
                new UdpFilter(whose, camera, source, server == null ? 0 : server.second()),
                new RtpPorts.Listener() {
                    @Override
                    public void rtp(ByteBuf packet) {
                        listener.rtp(index, packet);
                    }

                    @Override
                    public void rtcp(ByteBuf packet) {
                        if (manners != null) {
                            manners.heard(packet);
                        }
                        listener.rtcp(index, packet);
                    }
                });
    }

    private static void punch(
            RtpPorts ports, TrackReady track, InetAddress camera, Listener listener) {
        PortPair server = track.granted().serverPorts();
        if (server == null) {
            ports.reportToSender();
        } else {
            ports.punch(camera, server);
            listener.wayOpened(track.index());
        }
    }

    private void join(
            TrackReady track,
            InetAddress local,
            InetAddress camera,
            Listener listener,
            Runnable joined,
            Consumer<Throwable> failed) {
        MulticastMembership.join(
                sockets,
                track.granted(),
                local,
                ports -> {
                    if (keep(ports)) {
                        listen(ports, track, camera, listener);
                        joining--;
                        if (joining == 0) {
                            joined.run();
                        }
                    }
                },
                cause -> {
                    if (!closed) {
                        failed.accept(cause);
                    }
                });
    }

    @Override
    public boolean report(int track, ByteBuf packet) {
        RtpPorts ports = track < ofTrack.length ? ofTrack[track] : null;
        GroupManners manners = mannersOf.get(track);
        if (ports == null || manners != null && !manners.mayReport()) {
            packet.release();
            return false;
        }
        return ports.report(packet);
    }

    @Override
    public void close() {
        closed = true;
        open.forEach(RtpPorts::close);
        open.clear();
        ofTrack = new RtpPorts[0];
    }
}
