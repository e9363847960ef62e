package reactor.valkka.sink.rtsp;

import io.netty.buffer.ByteBuf;

import java.util.ArrayList;
import java.util.List;

/**
 * Packets that go out by one system call where the kernel cuts them: all of one size, but for the
 * last one, which may be smaller.
 *
 * @param packets one behind the other
 * @param segmentBytes size of each but the last
 * @param count how many
 */
record DatagramRun(ByteBuf packets, int segmentBytes, int count) {
    /** The kernel's UDP_MAX_SEGMENTS. */
    private static final int SEGMENTS_MAX = 64;

    /** What fits into one UDP datagram before it is cut. */
    private static final int BYTES_MAX = 65_000;

    /** Copies the packets out of their interleaved framing. */
    static DatagramRun[] of(ByteBuf[] chunks) {
        List<DatagramRun> runs = new ArrayList<>();
        for (ByteBuf chunk : chunks) {
            int at = chunk.readerIndex();
            while (at < chunk.writerIndex()) {
                int end = endOfRun(chunk, at);
                runs.add(copy(chunk, at, end));
                at = end;
            }
        }
        return runs.toArray(DatagramRun[]::new);
    }

    private static int endOfRun(ByteBuf chunk, int start) {
        int segment = chunk.getUnsignedShort(start + 2);
        int at = start;
        int sum = 0;
        int previous = segment;
        for (int count = 0; at < chunk.writerIndex() && count < SEGMENTS_MAX; count++) {
            int length = chunk.getUnsignedShort(at + 2);
            sum += length;
            if (previous < segment || length > segment || sum > BYTES_MAX && count > 0) {
                break;
            }
            previous = length;
            at += PacketUnit.FRAMING_BYTES + length;
        }
        return at;
    }

    private static DatagramRun copy(ByteBuf chunk, int start, int end) {
        ByteBuf packets = chunk.alloc().directBuffer(end - start);
        int count = 0;
        int at = start;
        while (at < end) {
            int length = chunk.getUnsignedShort(at + 2);
            packets.writeBytes(chunk, at + PacketUnit.FRAMING_BYTES, length);
            at += PacketUnit.FRAMING_BYTES + length;
            count++;
        }
        return new DatagramRun(packets, chunk.getUnsignedShort(start + 2), count);
    }

    boolean isSingle() {
        return count == 1;
    }
}
