package reactor.valkka.sink.rtsp;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;

/** A reader over UDP, by the sockets that all such readers of an event loop share. */
final class DatagramReader extends Reader {
    private final ServerPorts ports;
    private final @Nullable InetSocketAddress[] rtpOfTrack;
    private final @Nullable InetSocketAddress[] rtcpOfTrack;

    /**
     * @param rtpOfTrack where the RTP of each track goes, null for tracks that are not wanted
     * @param rtcpOfTrack where its reports go
     */
    DatagramReader(
            LoopFeed feed,
            MountSetup setup,
            ServerPorts ports,
            @Nullable InetSocketAddress[] rtpOfTrack,
            @Nullable InetSocketAddress[] rtcpOfTrack,
            ReaderListener listener) {
        super(feed, setup, listener);
        this.ports = ports;
        this.rtpOfTrack = rtpOfTrack.clone();
        this.rtcpOfTrack = rtcpOfTrack.clone();
    }

    @Override
    boolean takes(int track) {
        return track < rtpOfTrack.length && rtpOfTrack[track] != null;
    }

    @Override
    boolean isWritable() {
        return ports.isWritable(this);
    }

    @Override
    boolean write(PacketUnit unit, int part) {
        DatagramRun[] runs = unit.datagrams();
        InetSocketAddress to = (unit.isReport() ? rtcpOfTrack : rtpOfTrack)[unit.track()];
        if (to != null) {
            ports.write(runs[part], unit.isReport(), to);
        }
        return part + 1 == runs.length;
    }

    /** The sockets are shared: they are flushed once all readers have written. */
    @Override
    void flush() {
        ports.flushSoon();
    }

    @Override
    String address() {
        for (InetSocketAddress address : rtpOfTrack) {
            if (address != null) {
                return address.toString();
            }
        }
        return "?";
    }

    @Override
    String transport() {
        return "UDP";
    }
}
