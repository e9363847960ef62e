package reactor.valkka.sink.rtsp;

import io.netty.buffer.ByteBuf;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What came over a connection, taken apart.
 *
 * @param channel interleaved channel
 * @param packet RTP or RTCP
 */
record WirePackets(int channel, ByteBuffer packet) {
    private static final int SEQUENCE_AT = 2;
    private static final int SHORT = 0xFFFF;

    /** Takes over a buffer of whole interleaved packets. */
    static List<WirePackets> of(ByteBuf bytes) {
        List<WirePackets> found = new ArrayList<>();
        while (bytes.isReadable()) {
            if (bytes.readByte() != '$') {
                throw new AssertionError("A packet begins with a dollar sign");
            }
            int channel = bytes.readUnsignedByte();
            byte[] packet = new byte[bytes.readUnsignedShort()];
            bytes.readBytes(packet);
            found.add(new WirePackets(channel, ByteBuffer.wrap(packet)));
        }
        bytes.release();
        return found;
    }

    int sequenceNumber() {
        return packet.getShort(SEQUENCE_AT) & SHORT;
    }

    int timestamp() {
        return packet.getInt(4);
    }

    /** RTCP packet type, or marker and payload type. */
    int type() {
        return packet.get(1) & 0xFF;
    }
}
