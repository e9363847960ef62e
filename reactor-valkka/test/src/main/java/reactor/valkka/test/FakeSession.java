package reactor.valkka.test;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.rtsp.TransportHeader;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The tracks that one client has set up, and when it was heard last. */
final class FakeSession implements AutoCloseable {

    private static final int SSRC = 0x0BADCAFE;

    /** A section that was set up, and where its packets go. */
    record SetUp(FakeOffer.Section section, int ssrc, PacketOut out) {}

    private final FakeCamera camera;
    private final ScriptValues script;
    private final FakeConnection connection;
    private final List<SetUp> tracks = new ArrayList<>();
    private final int firstSsrc;
    private @Nullable DatagramEars ears;
    private boolean entered;
    private boolean left;
    private volatile long requestedNanos = System.nanoTime();
    private volatile long reportedNanos = System.nanoTime();

    FakeSession(FakeCamera camera, ScriptValues script, FakeConnection connection) {
        this(camera, script, connection, SSRC);
    }

    private FakeSession(
            FakeCamera camera, ScriptValues script, FakeConnection connection, int firstSsrc) {
        this.camera = camera;
        this.script = script;
        this.connection = connection;
        this.firstSsrc = firstSsrc;
    }

    /**
     * What is left of the session of a client that is gone: its first track, in the channels 0 and
     * 1 of a connection that knows nothing of it.
     */
    static FakeSession stale(FakeCamera camera, ScriptValues script, FakeConnection connection) {
        FakeSession stale = new FakeSession(camera, script, connection, ~SSRC);
        FakeOffer.Section section = new FakeOffer.Section(0, "video", 96, "", script.tracks.get(0));
        stale.add(section, new InterleavedOut(connection, 0, 1));
        return stale;
    }

    synchronized List<SetUp> tracks() {
        return List.copyOf(tracks);
    }

    synchronized int count() {
        return tracks.size();
    }

    /** False where the camera has as many sessions as it can, or this one has ended. */
    synchronized boolean enter() {
        entered = entered || !left && camera.sessions().enter(script.sessionsMax);
        return entered && !left;
    }

    /**
     * Sets a track up with the first transport that the camera grants.
     *
     * @return the answer's transport, or {@code null} where none is granted
     */
    synchronized @Nullable TransportHeader setUp(
            FakeOffer.Section section, List<TransportHeader> asked) throws IOException {
        for (TransportHeader transport : asked) {
            PortPair channels = transport.interleaved();
            PortPair ports = transport.clientPorts();
            ScriptValues.Group group = script.group;
            if (group != null && transport.multicast() && !left) {
                return multicast(section, group);
            }
            boolean granted = script.transports.contains(transport.lower()) && !left;
            if (granted && channels != null) {
                add(section, new InterleavedOut(connection, channels.first(), channels.second()));
                return TransportHeader.interleaved(channels.first());
            }
            if (granted && ports != null && !transport.multicast()) {
                return datagrams(section, ports);
            }
        }
        return null;
    }

    private TransportHeader datagrams(FakeOffer.Section section, PortPair ports)
            throws IOException {
        InetAddress client = connection.client();
        DatagramOut out = new DatagramOut(
                script,
                connection.here(),
                new InetSocketAddress(client, ports.first()),
                new InetSocketAddress(client, ports.second()));
        SetUp track = add(section, out);
        if (ears == null) {
            ears = new DatagramEars(camera.name(), this);
        }
        ears.hear(out);
        int first = DatagramOut.DatagramPair.port(out.heard().rtp());
        return new TransportHeader.Builder()
                .clientPorts(ports)
                .serverPorts(new PortPair(first, first + 1))
                .ssrc(track.ssrc)
                .build();
    }

    private TransportHeader multicast(FakeOffer.Section section, ScriptValues.Group group)
            throws IOException {
        int port = group.port() + 2 * section.index();
        SetUp track = add(section, new MulticastOut(connection.here(), group.address(), port));
        return TransportHeader.group().toBuilder()
                .destination(group.address())
                .ports(new PortPair(port, port + 1))
                .ttl(1)
                .ssrc(track.ssrc)
                .build();
    }

    private SetUp add(FakeOffer.Section section, PacketOut out) {
        SetUp track = new SetUp(section, firstSsrc + section.index(), out);
        tracks.add(track);
        return track;
    }

    /** A request came. */
    void requested() {
        requestedNanos = System.nanoTime();
    }

    /** A packet came to a port or channel for RTCP. */
    void reported() {
        reportedNanos = System.nanoTime();
        camera.counts().reported();
    }

    /** A packet came to a port for RTP. */
    void punched() {
        camera.counts().punched();
    }

    /** Whether the client has been silent for longer than the camera bears. */
    boolean isExpired() {
        long now = System.nanoTime();
        return isOver(now - requestedNanos, script.requestsWithin)
                || isOver(now - reportedNanos, script.reportsWithin);
    }

    private static boolean isOver(long nanos, Duration bound) {
        return !bound.isZero() && nanos > bound.toNanos();
    }

    /** The client ends the session as it should: there is room for another at once. */
    void tornDown() {
        leave(Duration.ZERO);
    }

    /** The client is gone: the session stays for as long as the script says. */
    void leave() {
        leave(script.staleFor);
    }

    private synchronized void leave(Duration staleFor) {
        if (entered && !left) {
            camera.sessions().leave(staleFor);
        }
        left = true;
    }

    /** Closes the sockets for datagrams. */
    @Override
    public synchronized void close() {
        leave();
        tracks.forEach(track -> track.out().close());
        if (ears != null) {
            ears.close();
        }
    }
}
