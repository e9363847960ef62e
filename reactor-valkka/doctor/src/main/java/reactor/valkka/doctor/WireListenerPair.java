package reactor.valkka.doctor;

import reactor.valkka.media.rtsp.RtspMessage;
import reactor.valkka.rtsp.WireListener;

import java.nio.ByteBuffer;

/** Two listeners on one wire. */
record WireListenerPair(WireListener first, WireListener second) implements WireListener {

    @Override
    public void connected(String peer, long nanos) {
        first.connected(peer, nanos);
        second.connected(peer, nanos);
    }

    @Override
    public void disconnected(String peer, long nanos) {
        first.disconnected(peer, nanos);
        second.disconnected(peer, nanos);
    }

    @Override
    public void message(Direction direction, RtspMessage message, long nanos) {
        first.message(direction, message, nanos);
        second.message(direction, message, nanos);
    }

    @Override
    public void rtp(int track, ByteBuffer packet, long nanos) {
        first.rtp(track, packet, nanos);
        second.rtp(track, packet, nanos);
    }

    @Override
    public void rtcp(Direction direction, int track, ByteBuffer packet, long nanos) {
        first.rtcp(direction, track, packet, nanos);
        second.rtcp(direction, track, packet, nanos);
    }

    @Override
    public void garbage(int bytes, long nanos) {
        first.garbage(bytes, nanos);
        second.garbage(bytes, nanos);
    }
}
