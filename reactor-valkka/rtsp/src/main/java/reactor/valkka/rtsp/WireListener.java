package reactor.valkka.rtsp;

import reactor.valkka.media.rtsp.RtspMessage;

import java.nio.ByteBuffer;

/**
 * Sees what goes between us and a camera: the whole dialogue and each packet, in order.
 *
 * <p>Messages come without their secrets, see {@link reactor.valkka.media.rtsp.Redaction}. Without
 * a listener nothing of this costs anything.
 *
 * <p><b>Shape:</b> one listener may hear several connections, one after the other or at once.
 * <b>Threads:</b> called on the event loop of the connection; it must not block. What it throws
 * ends the stream. <b>Ownership:</b> packets are lent for the call; their position and limit must
 * stay. <b>Units:</b> times are of {@link System#nanoTime()}.
 */
public interface WireListener {

    /** Who speaks. */
    enum Direction {
        /** We. */
        SENT,
        /** The camera. */
        RECEIVED
    }

    /**
     * A connection stands.
     *
     * @param peer host and port of the camera
     * @param nanos when
     */
    default void connected(String peer, long nanos) {}

    /**
     * A connection has ended, or could not be made.
     *
     * @param peer host and port of the camera
     * @param nanos when
     */
    default void disconnected(String peer, long nanos) {}

    /**
     * A request or a response.
     *
     * @param direction who speaks
     * @param message without its secrets
     * @param nanos when
     */
    default void message(Direction direction, RtspMessage message, long nanos) {}

    /**
     * A packet where RTP is expected. It may be anything.
     *
     * @param track index of the track among those that are played; −1 where it belongs to none
     * @param packet lent for the call
     * @param nanos when it came
     */
    default void rtp(int track, ByteBuffer packet, long nanos) {}

    /**
     * A packet where RTCP is expected, or of ours.
     *
     * @param direction who speaks
     * @param track index of the track among those that are played; −1 where it belongs to none
     * @param packet lent for the call
     * @param nanos when
     */
    default void rtcp(Direction direction, int track, ByteBuffer packet, long nanos) {}

    /**
     * Bytes that are neither a message nor a packet.
     *
     * @param bytes how many
     * @param nanos when
     */
    default void garbage(int bytes, long nanos) {}
}
