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
 * real life. Neither figure may grow with the number of cameras.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MachineBenchmark {
    private static final int POOL_BYTES = 64 << 20;
    private static final int COLLECTIONS = 3;

    /** Read by {@link CameraBytes} in the same process; 0 as long as there are no cameras. */
    static volatile double heapBytesPerCamera;

    /** How many cameras. */
    @Param({"1", "100", "1000", "10000"})
    public int cameras;

    private final FramePool pool =
            FramePool.builder("encoded").capacityBytes(POOL_BYTES).build().warmup();
    private Machine[] machines = {};
    private int next;

    /** Builds the cameras, lets each send a group, and weighs them. */
    @Setup
    public void build() {
        close(build(1));
        machines = new Machine[0];
        long before = heapBytes();
        machines = build(cameras);
        heapBytesPerCamera = (heapBytes() - before) / (double) cameras;
    }

    private Machine[] build(int count) {
        Counters counters = new Counters();
        Machine[] built = new Machine[count];
        for (int i = 0; i < count; i++) {
            built[i] = new Machine(pool, counters, i);
        }
        for (int unit = 0; unit < Group.UNITS; unit++) {
            for (Machine machine : built) {
                machine.next();
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

    private static void close(Machine[] built) {
        for (Machine machine : built) {
            machine.close();
        }
    }

    /** Takes the cameras apart. */
    @TearDown
    public void takeApart() {
        close(machines);
        pool.dispose();
    }

    /** One unit of one camera, all the way. */
    @Benchmark
    public long unit() {
        Machine machine = machines[next];
        next = next + 1 == machines.length ? 0 : next + 1;
        machine.next();
        return machine.frames();
    }
}
