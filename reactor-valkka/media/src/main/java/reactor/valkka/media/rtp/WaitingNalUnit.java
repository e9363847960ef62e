package reactor.valkka.media.rtp;

import java.nio.ByteBuffer;

/** A NAL unit that waits for its turn in decoding order, as a packet with nothing else in it. */
final class WaitingNalUnit {
    private static final int BYTES_MIN = 256;
    private static final int FLAGS = 1;
    private static final int MARKER = 0x80;

    private ByteBuffer packet = ByteBuffer.allocate(BYTES_MIN);
    private long order;
    private int timestamp;
    private long arrivalNanos;
    private boolean marked;

    /** Begins anew. */
    void begin(int ofTimestamp) {
        packet.clear();
        RtpPacket.putHeader(packet, false, 0, 0, ofTimestamp, 0);
        timestamp = ofTimestamp;
        marked = false;
    }

    void put(byte value) {
        ensure(1);
        packet.put(value);
    }

    void put(ByteBuffer source, int from, int to) {
        int length = to - from;
        ensure(length);
        int at = packet.position();
        packet.put(at, source, from, length);
        packet.position(at + length);
    }

    private void ensure(int more) {
        int needed = packet.position() + more;
        if (needed > packet.capacity()) {
            int capacity = Math.max(needed, 2 * packet.capacity());
            packet = ByteBuffer.allocate(capacity).put(packet.flip());
        }
    }

    /** All of it has come. */
    void end(long inOrder, long arrivedNanos) {
        packet.flip();
        order = inOrder;
        arrivalNanos = arrivedNanos;
    }

    /** Gives memory back that is not used; only after {@link #end}. */
    void trim() {
        if (packet.capacity() > packet.limit()) {
            packet = ByteBuffer.allocate(packet.limit()).put(packet).flip();
        }
    }

    /** Memory that it takes, be it used or not. */
    int capacity() {
        return packet.capacity();
    }

    /** Bytes of the packet so far; only until {@link #end}. */
    int bytes() {
        return packet.position();
    }

    /** Bytes of the packet; only after {@link #end}. */
    int length() {
        return packet.limit();
    }

    long order() {
        return order;
    }

    int timestamp() {
        return timestamp;
    }

    long arrivalNanos() {
        return arrivalNanos;
    }

    /** No more packets of its access unit will be sent. */
    void mark() {
        marked = true;
    }

    boolean isMarked() {
        return marked;
    }

    /** The packet; a marker says that it is the last one of its access unit. */
    ByteBuffer packet(boolean last) {
        return packet.put(FLAGS, (byte) (last ? MARKER : 0));
    }
}
