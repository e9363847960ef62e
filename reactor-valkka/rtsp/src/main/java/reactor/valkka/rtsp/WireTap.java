package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.Redaction;
import reactor.valkka.media.rtsp.RtspMessage;
import reactor.valkka.rtsp.WireListener.Direction;

import java.nio.ByteBuffer;

/**
 * What the driver of one connection tells a {@link WireListener}; takes secrets out on the way. A
 * driver without a listener has none of these.
 *
 * <p><b>Threads:</b> one.
 */
public final class WireTap {

    private final WireListener listener;
    private final Redaction redaction;
    private final String peer;

    private WireTap(WireListener listener, @Nullable Credentials credentials, String peer) {
        this.listener = listener;
        this.peer = peer;
        redaction = new Redaction(credentials);
    }

    /**
     * A tap on one connection.
     *
     * @param listener who listens, or {@code null} for nobody
     * @param config of the session
     * @return the tap, or {@code null} where nobody listens
     */
    public static @Nullable WireTap of(@Nullable WireListener listener, SessionConfig config) {
        return listener == null
                ? null
                : new WireTap(listener, config.credentials(), config.uri().peer());
    }

    /**
     * A tap on what comes without being asked for.
     *
     * @param listener who listens, or {@code null} for nobody
     * @param peer what is listened to
     * @return the tap, or {@code null} where nobody listens
     */
    public static @Nullable WireTap of(@Nullable WireListener listener, String peer) {
        return listener == null ? null : new WireTap(listener, null, peer);
    }

    /** See {@link WireListener#connected}. */
    public void connected(long nanos) {
        listener.connected(peer, nanos);
    }

    /** See {@link WireListener#disconnected}. */
    public void disconnected(long nanos) {
        listener.disconnected(peer, nanos);
    }

    /** A message as it goes over the wire; the listener gets it without its secrets. */
    public void message(Direction direction, RtspMessage message, long nanos) {
        listener.message(direction, redaction.redact(message), nanos);
    }

    /** See {@link WireListener#rtp}. */
    public void rtp(int track, ByteBuffer packet, long nanos) {
        listener.rtp(track, packet, nanos);
    }

    /** See {@link WireListener#rtcp}. */
    public void rtcp(Direction direction, int track, ByteBuffer packet, long nanos) {
        listener.rtcp(direction, track, packet, nanos);
    }

    /** See {@link WireListener#garbage}. */
    public void garbage(int bytes, long nanos) {
        listener.garbage(bytes, nanos);
    }
}
