package reactor.valkka.benchmarks.jmh;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.media.rtp.H264Packetizer;
import reactor.valkka.test.TestUnits;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A unit into RTP packets, with the parameter sets before key frames. Per unit. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PacketizeBenchmark {
    private static final int PAYLOAD_BYTES_MAX = 1_400;

    /** Whose sizes. */
    @Param({"P720", "P1080"})
    public Group group = Group.P720;

    private final H264Packetizer packetizer =
            new H264Packetizer(GroupPackets.PAYLOAD_TYPE, 1, 0, PAYLOAD_BYTES_MAX, true);
    private final List<Bytes> sets =
            TestUnits.setup(StreamId.of("cam"), Pacing.LIVE).tracks().get(0).parameterSets();
    private final List<ByteBuffer> units = new ArrayList<>();
    private final Consumer<ByteBuffer> target = this::count;
    private long bytes;

    /** Makes the units. */
    @Setup
    public void begin() {
        for (int i = 0; i < Group.UNITS; i++) {
            units.add(GroupPackets.unit(group, i));
        }
    }

    private void count(ByteBuffer packet) {
        bytes += packet.remaining();
    }

    /** A whole group, unit by unit. */
    @Benchmark
    @OperationsPerInvocation(Group.UNITS)
    public long unit() {
        for (int i = 0; i < units.size(); i++) {
            List<Bytes> before = group.isKeyFrame(i) ? sets : List.of();
            packetizer.packetize(units.get(i), before, TestUnits.TICKS_PER_UNIT * i, target);
        }
        return bytes;
    }
}
