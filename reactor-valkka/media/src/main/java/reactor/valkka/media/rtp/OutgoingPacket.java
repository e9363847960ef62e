package reactor.valkka.media.rtp;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** The packet that is being written, one after the other in the same memory. */
final class OutgoingPacket {
    private static final int PAYLOAD_BYTES_MIN = 64;
    private static final int PAYLOAD_BYTES_MAX = 65_000;

    private final int payloadType;
    private final int ssrc;
    private final ByteBuffer packet;
    private int sequenceNumber;

    OutgoingPacket(int payloadType, int ssrc, int firstSequenceNumber, int payloadBytesMax) {
        if (payloadBytesMax < PAYLOAD_BYTES_MIN || payloadBytesMax > PAYLOAD_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "Payload must be 64 to 65000 bytes, got " + payloadBytesMax);
        }
        this.payloadType = payloadType;
        this.ssrc = ssrc;
        sequenceNumber = firstSequenceNumber;
        packet = ByteBuffer.allocate(RtpPacket.HEADER_BYTES + payloadBytesMax);
    }

    void begin(boolean marker, int timestamp) {
        packet.clear();
        RtpPacket.putHeader(packet, marker, payloadType, sequenceNumber++, timestamp, ssrc);
    }

    /** Bytes of payload that still fit. */
    int room() {
        return packet.remaining();
    }

    /** The buffer, to write into. */
    ByteBuffer out() {
        return packet;
    }

    void put(ByteBuffer data, int from, int to) {
        int at = packet.position();
        packet.put(at, data, from, to - from);
        packet.position(at + to - from);
    }

    /** Turns out to be the last one of its unit. */
    void mark() {
        packet.put(1, (byte) (packet.get(1) | 0x80));
    }

    void send(Consumer<? super ByteBuffer> target) {
        target.accept(packet.flip());
        packet.clear();
    }
}
