package reactor.valkka.benchmarks.jmh;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import reactor.valkka.count.Counters;
import reactor.valkka.frame.StreamId;
import reactor.valkka.media.rtp.ReorderLimits;
import reactor.valkka.media.rtp.RtpPacket;
import reactor.valkka.media.rtp.RtpReorderBuffer;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** What each RTP packet costs before its payload is looked at. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RtpBenchmark {
    private static final int SWAPPED_EVERY = 8;

    private final GroupPackets packets = new GroupPackets(Group.P720);
    private final RtpReorderBuffer inOrder = reorder();
    private final RtpReorderBuffer outOfOrder = reorder();
    private final int whole = packets.count() - packets.count() % SWAPPED_EVERY;
    private long passed;
    private int next;

    private RtpReorderBuffer reorder() {
        return new RtpReorderBuffer(
                ReorderLimits.DEFAULT,
                new Counters().of(StreamId.of("cam")),
                (packet, arrivalNanos) -> passed += packet.remaining());
    }

    /** Index of the next packet; begins again behind the last whole run of eight. */
    private int advance() {
        if (next == whole) {
            packets.nextRound(whole);
            next = 0;
        }
        return next++;
    }

    /** Checks a packet and reads every field of its header. */
    @Benchmark
    public long parse() {
        ByteBuffer packet = packets.packet(advance());
        if (!RtpPacket.isValid(packet)) {
            throw new IllegalStateException("Not a packet");
        }
        return RtpPacket.sequenceNumber(packet)
                + RtpPacket.timestamp(packet)
                + RtpPacket.ssrc(packet)
                + RtpPacket.payloadType(packet)
                + RtpPacket.payloadEnd(packet)
                - RtpPacket.payloadStart(packet);
    }

    /** Through the buffer that puts datagrams in order, where they are. */
    @Benchmark
    public long reorderInOrder() {
        int index = advance();
        inOrder.packet(packets.packet(index), packets.arrivalNanos(index));
        return passed;
    }

    /** The same where one in eight has changed places with the one behind it. */
    @Benchmark
    public long reorderSwapped() {
        int index = advance();
        int place = index % SWAPPED_EVERY;
        int swapped = place == 0 ? index + 1 : place == 1 ? index - 1 : index;
        outOfOrder.packet(packets.packet(swapped), packets.arrivalNanos(index));
        return passed;
    }
}
