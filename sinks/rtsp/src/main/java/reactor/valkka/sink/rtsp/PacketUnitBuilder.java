package reactor.valkka.sink.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Collects packets into the chunks of a {@link PacketUnit}.
 *
 * <p><b>Threads:</b> one. <b>Ownership:</b> what has been collected is given back by {@link
 * #discard()} where no unit comes of it.
 */
final class PacketUnitBuilder implements Consumer<ByteBuffer> {
    private static final int PACKET_OVERHEAD_BYTES = 20;
    private static final int ROOM_FOR_PARAMETER_SETS = 256;

    private final ByteBufAllocator allocator;
    private final List<ByteBuf> chunks = new ArrayList<>();
    private int channel;
    private int expectedBytes;

    PacketUnitBuilder(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /**
     * Begins a unit.
     *
     * @param interleavedChannel the channel that its packets are framed for
     * @param unitBytes how large the unit is
     * @param payloadBytesMax bytes of payload in a packet at most
     */
    void begin(int interleavedChannel, int unitBytes, int payloadBytesMax) {
        channel = interleavedChannel;
        int packets = 2 + unitBytes / payloadBytesMax;
        expectedBytes = unitBytes + packets * PACKET_OVERHEAD_BYTES + ROOM_FOR_PARAMETER_SETS;
    }

    @Override
    public void accept(ByteBuffer packet) {
        int length = packet.remaining();
        int framed = PacketUnit.FRAMING_BYTES + length;
        ByteBuf chunk = chunks.isEmpty() ? null : chunks.get(chunks.size() - 1);
        if (chunk == null || chunk.maxWritableBytes() < framed) {
            chunk = newChunk(framed);
        }
        chunk.writeByte('$').writeByte(channel).writeShort(length).writeBytes(packet);
        expectedBytes -= framed;
    }

    private ByteBuf newChunk(int atLeast) {
        int capacityMax = Math.max(atLeast, PacketUnit.CHUNK_BYTES);
        int capacity = Math.max(atLeast, Math.min(capacityMax, expectedBytes));
        ByteBuf chunk = allocator.directBuffer(capacity, capacityMax);
        chunks.add(chunk);
        return chunk;
    }

    /** The chunks, which are the caller's from now on; none if there was no packet. */
    ByteBuf[] take() {
        ByteBuf[] taken = chunks.toArray(ByteBuf[]::new);
        chunks.clear();
        return taken;
    }

    /** Gives back what has been collected. */
    void discard() {
        chunks.forEach(ByteBuf::release);
        chunks.clear();
    }
}
