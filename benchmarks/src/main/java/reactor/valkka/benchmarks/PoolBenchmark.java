package reactor.valkka.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.AccessUnitHeader;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.pool.FrameBuffer;
import reactor.valkka.pool.FramePool;
import reactor.valkka.pool.PoolShare;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a unit costs beside its data: acquire, publish, share, close, close. Sizes are those of the
 * units of a 1080p surveillance camera at 4 Mbit/s, one group of pictures.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PoolBenchmark {
    private static final int[] GROUP = {
        214_336, 11_204, 13_870, 15_112, 14_590, 16_344, 15_901, 18_220, 17_433, 16_087, 15_542,
        19_871, 14_223, 13_019, 17_756, 16_604, 15_377, 14_918, 18_345, 20_112, 16_230, 15_088,
        14_476, 13_902, 16_871
    };
    private static final int RING_UNITS = 800;

    private final FramePool pool =
            FramePool.builder("encoded").capacityBytes(64 << 20).build().warmup();
    private final PoolShare share = pool.share(StreamId.of("cam"), 1 << 20);
    private final StreamSetup setup = StreamSetup.of(
            share.owner(),
            Pacing.LIVE,
            new Track(0, Codec.H264, 90_000, List.of(), new TrackFormat.Unknown()));
    private final AccessUnitHeader header =
            AccessUnitHeader.builder(setup, setup.tracks().get(0)).build();
    private final ArrayDeque<AccessUnit> ring = new ArrayDeque<>();
    private int next;

    /** Fills a third of a pool of 64 MiB. */
    @Setup
    public void fill() {
        while (ring.size() < RING_UNITS) {
            ring.add(unit());
        }
    }

    /** Gives everything back. */
    @TearDown
    public void empty() {
        ring.forEach(AccessUnit::close);
        ring.clear();
        pool.dispose();
    }

    private AccessUnit unit() {
        int bytes = GROUP[next];
        next = next + 1 == GROUP.length ? 0 : next + 1;
        FrameBuffer buffer = share.tryAcquire(bytes);
        if (buffer == null) {
            throw new IllegalStateException("Exhausted: " + pool.stats());
        }
        buffer.bytes().position(bytes);
        return AccessUnit.of(buffer, header);
    }

    /** One unit with two owners, closed at once. */
    @Benchmark
    public int acquirePublishShareCloseClose() {
        AccessUnit unit = unit();
        AccessUnit other = unit.share();
        unit.close();
        int size = other.size();
        other.close();
        return size;
    }

    /** The same, while the units of two seconds of 16 cameras are held: the oldest goes. */
    @Benchmark
    public int ringOfEightHundred() {
        AccessUnit unit = unit();
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
