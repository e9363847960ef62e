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
import org.openjdk.jmh.annotations.TearDown;

import reactor.valkka.frame.Fragment;
import reactor.valkka.media.mp4.FragmentWriter;
import reactor.valkka.media.mp4.Fragmentation;

import java.util.concurrent.TimeUnit;

/** A unit into fragmented MP4, as viewers and files get it; a share and a close are part of it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FragmentBenchmark {

    /** How many units make a fragment. */
    @Param({"PER_UNIT", "PER_GROUP"})
    public Fragmentation fragmentation = Fragmentation.PER_UNIT;

    private final HeldGroup group = new HeldGroup(Group.P720);
    private FragmentWriter writer = new FragmentWriter(fragmentation, this::take);
    private long bytes;

    /** Begins the stream. */
    @Setup
    public void begin() {
        writer = new FragmentWriter(fragmentation, this::take);
        writer.write(group.setup());
    }

    private void take(Fragment fragment) {
        try (fragment) {
            bytes += fragment.size();
        }
    }

    /** Gives everything back. */
    @TearDown
    public void end() {
        writer.close();
        group.close();
    }

    /** A whole group, unit by unit. */
    @Benchmark
    @OperationsPerInvocation(Group.UNITS)
    public long unit() {
        for (int i = 0; i < Group.UNITS; i++) {
            writer.write(group.next());
        }
        return bytes;
    }
}
