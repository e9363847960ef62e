package reactor.valkka.benchmarks.jmh;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import reactor.valkka.count.Counters;
import reactor.valkka.pool.FramePool;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/**
 * All steps of many cameras together: what a unit costs, and what a camera holds of the heap. The
 * cameras send in turn, so that between two units of a camera all others have been there, as in
 * real life. What a unit allocates and what a camera holds may not grow with the number of cameras;
 * time grows, as with many of them a camera has left the processor's caches before its next unit.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MachineBenchmark {
    private static final int POOL_BYTES = 64 << 20;
    private static final int COLLECTIONS = 3;

    /** Of the cameras built last; read by {@link CameraBytes} in the same process. */
    static volatile double heapBytesPerCamera;

    /** How many cameras. */
    @Param({"1", "100", "1000", "10000"})
    public int cameras;

    private final FramePool pool =
            FramePool.builder("encoded").capacityBytes(POOL_BYTES).build().warmup();
    private CameraLine[] lines = {};
    private int next;

    /** Builds the cameras, lets each send a group, and weighs them. */
    @Setup
    public void build() {
        for (CameraLine line : build(1)) {
            line.close(); // what all cameras have in common is there, and weighs nothing below
        }
        long before = heapBytes();
        lines = build(cameras);
        heapBytesPerCamera = (heapBytes() - before) / (double) cameras;
    }

    private CameraLine[] build(int count) {
        Counters counters = new Counters();
        CameraLine[] built = new CameraLine[count];
        for (int i = 0; i < count; i++) {
            built[i] = new CameraLine(pool, counters, i);
        }
        for (int unit = 0; unit < Group.UNITS; unit++) {
            for (CameraLine line : built) {
                line.next();
            }
        }
        return built;
    }

    private static long heapBytes() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /**
     * Lets go of the pool's memory, and no more: JMH does this before its profilers have looked at
     * the last iteration, and to close ten thousand cameras would be in its figures. The collector
     * takes them, for nothing of them is under way.
     */
    @TearDown
    public void letGo() {
        pool.dispose();
    }

    /** One unit of one camera, all the way. */
    @Benchmark
    public long unit() {
        CameraLine line = lines[next];
        next = next + 1 == lines.length ? 0 : next + 1;
        line.next();
        return line.frames();
    }
}
