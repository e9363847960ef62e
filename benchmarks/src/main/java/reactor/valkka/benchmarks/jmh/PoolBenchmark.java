package reactor.valkka.benchmarks.jmh;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.StreamId;
import reactor.valkka.pool.FramePool;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/** What a unit costs beside its data: acquire, publish, share, close, close. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PoolBenchmark {
    private static final int POOL_BYTES = 64 << 20;
    private static final int RING_UNITS = 800;

    private final FramePool pool =
            FramePool.builder("encoded").capacityBytes(POOL_BYTES).build().warmup();
    private final UnitSource units =
            new UnitSource(pool.share(StreamId.of("cam"), 1 << 20), Group.P1080, 0);
    private final ArrayDeque<AccessUnit> ring = new ArrayDeque<>();

    /** Fills a part of the pool. */
    @Setup
    public void fill() {
        while (ring.size() < RING_UNITS) {
            ring.add(units.next());
        }
    }

    /** Gives everything back. */
    @TearDown
    public void empty() {
        ring.forEach(AccessUnit::close);
        ring.clear();
        pool.dispose();
    }

    /** One unit with two owners, closed at once. */
    @Benchmark
    public int acquireShareCloseClose() {
        AccessUnit unit = units.next();
        AccessUnit other = unit.share();
        unit.close();
        int size = other.size();
        other.close();
        return size;
    }

    /** The same, while the units of two seconds of 16 cameras are held: the oldest goes. */
    @Benchmark
    public int ringOfEightHundred() {
        AccessUnit unit = units.next();
        ring.add(unit.share());
        unit.close();
        AccessUnit oldest = ring.remove();
        int size = oldest.size();
        oldest.close();
        return size;
    }

    /** Another owner of a unit that is held anyway. */
    @Benchmark
    public int shareClose() {
        try (AccessUnit shared = ring.element().share()) {
            return shared.size();
        }
    }
}
