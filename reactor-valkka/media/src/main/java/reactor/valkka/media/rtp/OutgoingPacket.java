package reactor.valkka.media.rtp;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** The packet that is being written, one after the other in the same memory; counts them. */
final class OutgoingPacket {
    private static final int PAYLOAD_BYTES_MIN = 16;
    private static final int PAYLOAD_BYTES_MAX = 65_000;
    private static final int MARKER = 0x80;
    private static final int SEQUENCE_NUMBERS = 0xFFFF;

    private final int payloadType;
    private final int ssrc;
    private final int payloadBytesMax;
    private final byte[] memory;
    private final ByteBuffer packet;
    private int sequenceNumber;
    private int packets;
    private int octets;

    OutgoingPacket(int payloadType, int ssrc, int firstSequenceNumber, int payloadBytesMax) {
        if (payloadBytesMax < PAYLOAD_BYTES_MIN || payloadBytesMax > PAYLOAD_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "Payload must be 16 to 65000 bytes, got " + payloadBytesMax);
        }
        this.payloadType = payloadType;
        this.ssrc = ssrc;
        this.payloadBytesMax = payloadBytesMax;
        sequenceNumber = firstSequenceNumber;
        memory = new byte[RtpPacket.HEADER_BYTES + payloadBytesMax];
        packet = ByteBuffer.wrap(memory);
    }

    int payloadType() {
        return payloadType;
    }

    int ssrc() {
        return ssrc;
    }

    int payloadBytesMax() {
        return payloadBytesMax;
    }

    /** Of the packet to come, 0 to 65535. */
    int nextSequenceNumber() {
        return sequenceNumber & SEQUENCE_NUMBERS;
    }

    /** Packets sent, modulo 2³². */
    int packets() {
        return packets;
    }

    /** Bytes of payload sent, modulo 2³². */
    int octets() {
        return octets;
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

    /** Takes bytes away again from the beginning of the payload. */
    void cut(int bytes) {
        int from = RtpPacket.HEADER_BYTES + bytes;
        int length = packet.position() - from;
        System.arraycopy(memory, from, memory, RtpPacket.HEADER_BYTES, length);
        packet.position(RtpPacket.HEADER_BYTES + length);
    }

    /** Turns out to be the last one of its unit. */
    void mark() {
        packet.put(1, (byte) (packet.get(1) | MARKER));
    }

    void send(Consumer<? super ByteBuffer> target) {
        packet.flip();
        packets++;
        octets += packet.limit() - RtpPacket.HEADER_BYTES;
        target.accept(packet);
        packet.clear();
    }
}
