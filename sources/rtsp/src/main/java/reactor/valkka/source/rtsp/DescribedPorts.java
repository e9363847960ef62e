package reactor.valkka.source.rtsp;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.PortPair;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The ports and groups of a description. Where several tracks have the same, it is opened once, and
 * the payload types tell whose a packet is.
 *
 * <p><b>Threads:</b> one event loop. What is opened after {@link #close()} is closed at once.
 */
final class DescribedPorts implements DatagramPorts {

    private static final int ATTEMPTS = 4;
    private static final long PAUSE_MILLIS = 50;

    private final UdpSockets sockets;
    private final List<ListeningPlace> places;
    private final List<RtpPorts> open = new ArrayList<>();
    private final Map<Integer, Way> ofTrack = new HashMap<>();
    private boolean closed;

    /**
     * How reports go back: to where those of the sender come from. Groups get none, as they would
     * come from each of their receivers.
     */
    private record Way(RtpPort port, SenderFilter reports) {}

    /**
     * Nothing is open yet.
     *
     * @param sockets makes channels
     * @param places where packets are awaited
     */
    DescribedPorts(UdpSockets sockets, List<ListeningPlace> places) {
        this.sockets = sockets;
        this.places = places;
    }

    /**
     * Opens all, one after the other.
     *
     * @param listener takes what comes
     * @param opened all are open
     * @param failed one could not be opened; the others are closed
     */
    void open(DatagramPorts.Listener listener, Runnable opened, Consumer<Throwable> failed) {
        open(0, listener, opened, failed);
    }

    private void open(
            int next,
            DatagramPorts.Listener listener,
            Runnable opened,
            Consumer<Throwable> failed) {
        if (next == places.size()) {
            opened.run();
            return;
        }
        ListeningPlace place = places.get(next);
        ListeningPlace same = openBefore(next);
        if (same != null) {
            Way way = ofTrack.get(same.track());
            if (way != null) {
                ofTrack.put(place.track(), way);
            }
            open(next + 1, listener, opened, failed);
            return;
        }
        Consumer<RtpPorts> done = ports -> {
            if (closed) {
                ports.close();
                return;
            }
            open.add(ports);
            listen(ports, place, listener);
            open(next + 1, listener, opened, failed);
        };
        Consumer<Throwable> refused = cause -> {
            if (!closed) {
                close();
                failed.accept(cause);
            }
        };
        if (place.network() == null) {
            bind(place, ATTEMPTS, done, refused);
        } else {
            MulticastMembership.join(
                    sockets,
                    place.address(),
                    place.ports(),
                    place.network(),
                    place.source(),
                    done,
                    refused);
        }
    }

    /**
     * Binds the ports of a place. One that we have closed a moment ago on another event loop may be
     * taken still; where that for RTCP stays taken, pictures come without reports.
     */
    private void bind(
            ListeningPlace place, int left, Consumer<RtpPorts> done, Consumer<Throwable> refused) {
        PortPair ports = place.ports();
        PortPair wanted = left == 0 ? new PortPair(ports.first(), ports.first()) : ports;
        RtpPorts.at(sockets, place.address(), wanted, done, cause -> {
            if (left == 0 || closed) {
                refused.accept(cause);
            } else {
                sockets.loop()
                        .schedule(
                                () -> bind(place, left - 1, done, refused),
                                PAUSE_MILLIS,
                                TimeUnit.MILLISECONDS);
            }
        });
    }

    /** The place that is open already and is the same. */
    private @Nullable ListeningPlace openBefore(int index) {
        ListeningPlace place = places.get(index);
        return places.subList(0, index).stream()
                .filter(other -> other.address().equals(place.address())
                        && other.ports().first() == place.ports().first())
                .findFirst()
                .orElse(null);
    }

    private void listen(RtpPorts ports, ListeningPlace place, DatagramPorts.Listener listener) {
        SenderFilter media = new SenderFilter(place.senders());
        SenderFilter reports = new SenderFilter(place.senders());
        boolean both = place.ports().first() == place.ports().second();
        if (place.network() == null) {
            ofTrack.put(place.track(), new Way(ports.rtcp(), both ? media : reports));
        }
        ports.listen(media, reports, new RtpPorts.Listener() {
            @Override
            public void rtp(ByteBuf packet) {
                listener.rtp(place.track(), packet);
            }

            @Override
            public void rtcp(ByteBuf packet) {
                listener.rtcp(place.track(), packet);
            }
        });
    }

    @Override
    public boolean report(int track, ByteBuf packet) {
        Way way = ofTrack.get(track);
        InetSocketAddress sender = way == null ? null : way.reports.last();
        if (way == null || sender == null) {
            packet.release();
            return false;
        }
        return way.port.send(packet, sender);
    }

    @Override
    public void close() {
        closed = true;
        open.forEach(RtpPorts::close);
        open.clear();
        ofTrack.clear();
    }
}
