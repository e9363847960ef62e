package reactor.valkka.test;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.rtsp.TransportHeader;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** The tracks that one client has set up. */
final class FakeSession implements AutoCloseable {

    private static final int SSRC = 0x0BADCAFE;

    /** A section that was set up, and where its packets go. */
    record SetUp(FakeOffer.Section section, int ssrc, PacketOut out) {}

    private final FakeCamera camera;
    private final ScriptValues script;
    private final FakeConnection connection;
    private final List<SetUp> tracks = new ArrayList<>();
    private @Nullable DatagramEars ears;
    private boolean closed;

    FakeSession(FakeCamera camera, ScriptValues script, FakeConnection connection) {
        this.camera = camera;
        this.script = script;
        this.connection = connection;
    }

    synchronized List<SetUp> tracks() {
        return List.copyOf(tracks);
    }

    synchronized int count() {
        return tracks.size();
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
            boolean granted = script.transports.contains(transport.lower()) && !closed;
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
            ears = new DatagramEars(camera);
        }
        ears.hear(out);
        int first = DatagramOut.DatagramPair.port(out.heard().rtp());
        return new TransportHeader.Builder()
                .clientPorts(ports)
                .serverPorts(new PortPair(first, first + 1))
                .ssrc(track.ssrc)
                .build();
    }

    private SetUp add(FakeOffer.Section section, PacketOut out) {
        SetUp track = new SetUp(section, SSRC + section.index(), out);
        tracks.add(track);
        return track;
    }

    /** Closes the sockets for datagrams; waits for nothing. */
    @Override
    public synchronized void close() {
        closed = true;
        tracks.forEach(track -> track.out().close());
        if (ears != null) {
            ears.close();
        }
    }
}
