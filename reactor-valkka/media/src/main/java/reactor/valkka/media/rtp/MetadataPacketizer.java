package reactor.valkka.media.rtp;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Puts documents of ONVIF metadata into RTP packets; the last one of a document carries the marker
 * bit.
 *
 * <p><b>Source:</b> ONVIF Streaming Specification §5.1.2.1.1.
 */
public final class MetadataPacketizer implements Packetizer {
    private final OutgoingPacket packet;

    /**
     * Begins a stream.
     *
     * @param payloadType 96 to 127, as the session description says
     * @param ssrc synchronization source
     * @param firstSequenceNumber 0 to 65535, random in real life
     * @param payloadBytesMax bytes behind the RTP header at most
     */
    public MetadataPacketizer(
            int payloadType, int ssrc, int firstSequenceNumber, int payloadBytesMax) {
        this(new OutgoingPacket(payloadType, ssrc, firstSequenceNumber, payloadBytesMax));
    }

    MetadataPacketizer(OutgoingPacket packet) {
        this.packet = packet;
    }

    @Override
    public void packetize(ByteBuffer unit, int rtpTimestamp, Consumer<? super ByteBuffer> packets) {
        for (int at = unit.position(); at < unit.limit(); ) {
            packet.begin(false, rtpTimestamp);
            int to = Math.min(unit.limit(), at + packet.room());
            packet.put(unit, at, to);
            if (to == unit.limit()) {
                packet.mark();
            }
            packet.send(packets);
            at = to;
        }
    }
}
