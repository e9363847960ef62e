package reactor.valkka.media.rtp;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/** Copies of packets that wait for those before them, by sequence number. */
final class WaitingPackets {
    private static final int BYTES_MIN = 2_048;

    private final int mask;
    private final @Nullable ByteBuffer[] packets;
    private final long[] arrivals;
    private final ByteBuffer[] spare;
    private int spares;
    private int count;
    private int allocated;
    private long oldestNanos;

    /** Room for packets whose numbers are less than {@code window} apart. */
    WaitingPackets(int window) {
        int cells = Integer.highestOneBit(Math.max(1, window * 2 - 1));
        mask = cells - 1;
        packets = new ByteBuffer[cells];
        arrivals = new long[cells];
        spare = new ByteBuffer[cells];
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Buffers that were made and are kept. */
    int allocated() {
        return allocated;
    }

    /** When the packet came that waits longest; only if one does. */
    long oldestNanos() {
        return oldestNanos;
    }

    boolean has(int number) {
        return packets[number & mask] != null;
    }

    long arrivalNanos(int number) {
        return arrivals[number & mask];
    }

    /** The timestamp of a packet that waits. */
    int timestamp(int number) {
        return RtpPacket.timestamp(held(number));
    }

    private ByteBuffer held(int number) {
        ByteBuffer packet = packets[number & mask];
        if (packet == null) {
            throw new IllegalStateException("No packet " + number + " waits");
        }
        return packet;
    }

    /** Keeps a copy; false if there is one of that number. */
    boolean put(int number, ByteBuffer packet, long arrivalNanos) {
        int cell = number & mask;
        if (packets[cell] != null) {
            return false;
        }
        int length = packet.remaining();
        ByteBuffer copy = buffer(length);
        copy.put(0, packet, packet.position(), length).position(0).limit(length);
        packets[cell] = copy;
        arrivals[cell] = arrivalNanos;
        if (count == 0 || arrivalNanos - oldestNanos < 0) {
            oldestNanos = arrivalNanos;
        }
        count++;
        return true;
    }

    /** Takes a packet out, to be given back after use. */
    ByteBuffer take(int number) {
        int cell = number & mask;
        ByteBuffer packet = held(number);
        packets[cell] = null;
        count--;
        if (count > 0 && arrivals[cell] == oldestNanos) {
            findOldest();
        }
        return packet;
    }

    void giveBack(ByteBuffer packet) {
        spare[spares++] = packet;
    }

    private void findOldest() {
        boolean found = false;
        for (int i = 0; i <= mask; i++) {
            if (packets[i] != null && (!found || arrivals[i] - oldestNanos < 0)) {
                oldestNanos = arrivals[i];
                found = true;
            }
        }
    }

    /** A cleared buffer with so much room; one that is too small makes way for a larger one. */
    private ByteBuffer buffer(int bytes) {
        ByteBuffer found = spares == 0 ? null : spare[--spares];
        if (found != null && found.capacity() >= bytes) {
            return found.clear();
        }
        allocated += found == null ? 1 : 0;
        int rounded = Integer.highestOneBit(Math.max(BYTES_MIN, bytes) * 2 - 1);
        return ByteBuffer.allocate(rounded);
    }
}
