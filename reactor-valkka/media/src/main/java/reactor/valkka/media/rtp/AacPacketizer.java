package reactor.valkka.media.rtp;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * Puts AAC into RTP packets in the mode AAC-hbr ({@code sizelength=13; indexlength=3;
 * indexdeltalength=3}): several frames in one packet where they fit, a larger one in fragments.
 *
 * <p><b>Source:</b> RFC 3640 §3.2, §3.3.6.
 */
public final class AacPacketizer implements Packetizer {
    /** Bytes of a frame at most, as its size has 13 bits. */
    public static final int FRAME_BYTES_MAX = 8_191;

    private static final int INDEX_BITS = 3;
    private static final int HEADER_BITS = 16;

    /** Their headers have so many bits together that a field of 16 can say it. */
    private static final int FRAMES_MAX = 0xFFFF / HEADER_BITS;

    private final OutgoingPacket packet;
    private final int payloadBytesMax;
    private final int frameTicks;

    /**
     * Begins a stream.
     *
     * @param payloadType 96 to 127, as the session description says
     * @param ssrc synchronization source
     * @param firstSequenceNumber 0 to 65535, random in real life
     * @param payloadBytesMax bytes behind the RTP header at most
     * @param frameTicks duration of a frame, usually 1024
     */
    public AacPacketizer(
            int payloadType,
            int ssrc,
            int firstSequenceNumber,
            int payloadBytesMax,
            int frameTicks) {
        this(
                new OutgoingPacket(payloadType, ssrc, firstSequenceNumber, payloadBytesMax),
                frameTicks);
    }

    AacPacketizer(OutgoingPacket packet, int frameTicks) {
        this.packet = packet;
        payloadBytesMax = packet.payloadBytesMax();
        this.frameTicks = frameTicks;
    }

    @Override
    public void packetize(ByteBuffer unit, int rtpTimestamp, Consumer<? super ByteBuffer> packets) {
        packetize(List.of(unit), rtpTimestamp, packets);
    }

    /**
     * Puts frames that follow each other into as few packets as they fit in.
     *
     * @param frames each between position and limit, of at most {@link #FRAME_BYTES_MAX} bytes
     * @param rtpTimestamp of the first one
     * @param packets takes each packet, from position 0 to its limit
     * @throws IllegalArgumentException if a frame is too large
     */
    public void packetize(
            List<ByteBuffer> frames, int rtpTimestamp, Consumer<? super ByteBuffer> packets) {
        int timestamp = rtpTimestamp;
        for (int from = 0; from < frames.size(); ) {
            int to = from + fitting(frames, from);
            if (to == from) {
                fragments(frames.get(from), timestamp, packets);
                to++;
            } else {
                together(frames.subList(from, to), timestamp, packets);
            }
            timestamp += (to - from) * frameTicks;
            from = to;
        }
    }

    /** How many frames fit in one packet, from one on; 0 if not even that one does. */
    private int fitting(List<ByteBuffer> frames, int from) {
        int bytes = Short.BYTES;
        int count = 0;
        while (count < FRAMES_MAX && from + count < frames.size()) {
            int length = frames.get(from + count).remaining();
            if (length > FRAME_BYTES_MAX) {
                throw new IllegalArgumentException("A frame of AAC has " + length
                        + " bytes, at most " + FRAME_BYTES_MAX + " can be said");
            }
            bytes += Short.BYTES + length;
            if (bytes > payloadBytesMax) {
                return count;
            }
            count++;
        }
        return count;
    }

    private void together(
            List<ByteBuffer> frames, int timestamp, Consumer<? super ByteBuffer> packets) {
        packet.begin(true, timestamp);
        packet.out().putShort((short) (frames.size() * HEADER_BITS));
        for (ByteBuffer frame : frames) {
            packet.out().putShort((short) (frame.remaining() << INDEX_BITS));
        }
        for (ByteBuffer frame : frames) {
            packet.put(frame, frame.position(), frame.limit());
        }
        packet.send(packets);
    }

    private void fragments(ByteBuffer frame, int timestamp, Consumer<? super ByteBuffer> packets) {
        for (int at = frame.position(); at < frame.limit(); ) {
            packet.begin(false, timestamp);
            packet.out().putShort((short) HEADER_BITS);
            packet.out().putShort((short) (frame.remaining() << INDEX_BITS));
            int to = Math.min(frame.limit(), at + packet.room());
            packet.put(frame, at, to);
            if (to == frame.limit()) {
                packet.mark();
            }
            packet.send(packets);
            at = to;
        }
    }
}
