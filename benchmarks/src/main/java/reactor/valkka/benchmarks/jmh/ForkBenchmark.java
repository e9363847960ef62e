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

import reactor.valkka.Overflow;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.operator.Fork;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A unit through an outlet and a fork to k branches, each of which closes it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ForkBenchmark {
    private static final int WAITING_MAX = 16;

    /** How many branches. */
    @Param({"1", "4", "16", "64"})
    public int branches;

    private final HeldGroup group = new HeldGroup(Group.P720);
    private final Pushed source = new Pushed(new Counters());
    private final List<Taker> takers = new ArrayList<>();

    /** Connects the branches and announces the stream. */
    @Setup
    public void begin() {
        Fork<EncodedFrame> fork = Fork.of(source.frames());
        for (int i = 0; i < branches; i++) {
            Taker taker = Taker.ofAll();
            fork.branch("branch " + i, Overflow.skipToKeyFrame(WAITING_MAX)).subscribe(taker);
            takers.add(taker);
        }
        source.push(group.setup());
    }

    /** Gives everything back. */
    @TearDown
    public void end() {
        takers.forEach(Taker::cancel);
        group.close();
    }

    /** One unit to all of them. */
    @Benchmark
    public void unit() {
        source.push(group.next());
        takers.get(0).check();
    }
}
