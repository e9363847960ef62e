package reactor.valkka.benchmarks.farm;

import reactor.valkka.test.SendStamp;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * An access unit as it is sent, its packets one behind the other, each with the four bytes in front
 * that it has on the connection of RTSP. What differs from camera to camera is written anew each
 * time.
 *
 * @param data all of it; copied before it is changed
 * @param packets where each begins
 * @param stampAt where the time of sending goes
 */
record PreparedUnit(ByteBuffer data, int[] packets, int stampAt) {

    /** Bytes before each packet: a dollar sign, the channel, the length. */
    static final int FRAMING_BYTES = 4;

    private static final int CHANNEL_AT = 1;
    private static final int LENGTH_AT = 2;
    private static final int SEQUENCE_AT = FRAMING_BYTES + 2;
    private static final int TIMESTAMP_AT = FRAMING_BYTES + 4;
    private static final int SSRC_AT = FRAMING_BYTES + 8;

    static PreparedUnit of(List<byte[]> packets) {
        int size = packets.stream()
                .mapToInt(packet -> packet.length + FRAMING_BYTES)
                .sum();
        ByteBuffer data = ByteBuffer.allocateDirect(size);
        int[] starts = new int[packets.size()];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = data.position();
            byte[] packet = packets.get(i);
            data.put((byte) '$').put((byte) 0).putShort((short) packet.length).put(packet);
        }
        int stampAt = SendStamp.find(data, 0, size);
        if (stampAt < 0) {
            throw new IllegalArgumentException("no stamp in the unit");
        }
        return new PreparedUnit(data.flip(), starts, stampAt);
    }

    /** Writes it to {@code out}, from its beginning on, as a camera sends it now. */
    void copyTo(ByteBuffer out, int channel, int sequence, int timestamp, int ssrc, long nanos) {
        out.clear();
        out.put(data.duplicate()).flip();
        for (int i = 0; i < packets.length; i++) {
            int at = packets[i];
            out.put(at + CHANNEL_AT, (byte) channel);
            out.putShort(at + SEQUENCE_AT, (short) (sequence + i));
            out.putInt(at + TIMESTAMP_AT, timestamp);
            out.putInt(at + SSRC_AT, ssrc);
        }
        SendStamp.put(out, stampAt, nanos);
    }

    /** Where a packet begins, without what is in front of it. */
    int packetStart(int index) {
        return packets[index] + FRAMING_BYTES;
    }

    /** Where a packet ends. */
    int packetEnd(int index) {
        return packetStart(index) + (data.getShort(packets[index] + LENGTH_AT) & 0xFFFF);
    }
}
