package reactor.valkka.benchmarks.jmh;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import reactor.valkka.count.Counters;

import java.util.concurrent.TimeUnit;

/** A unit through a source's outlet; a share and a close of it are part of each figure. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class OutletBenchmark {
    private final HeldGroup group = new HeldGroup(Group.P720);
    private final Line free = new Line(Taker.ofAll());
    private final Line asking = new Line(Taker.oneByOne());
    private final Line stuck = new Line(Taker.whenTold());

    /** An outlet with its subscriber. */
    private static final class Line {
        final Pushed source = new Pushed(new Counters());
        final Taker taker;

        Line(Taker taker) {
            this.taker = taker;
            source.frames().subscribe(taker);
        }
    }

    /** Announces the stream. */
    @Setup
    public void begin() {
        free.source.push(group.setup());
        asking.source.push(group.setup());
        stuck.source.push(group.setup());
    }

    /** Gives everything back. */
    @TearDown
    public void end() {
        free.taker.cancel();
        asking.taker.cancel();
        stuck.taker.cancel();
        group.close();
    }

    /** To a subscriber that has asked for everything. */
    @Benchmark
    public void unbounded() {
        free.source.push(group.next());
        free.taker.check();
    }

    /** To a subscriber that asks for the next one each time. */
    @Benchmark
    public void oneByOne() {
        asking.source.push(group.next());
        asking.taker.check();
    }

    /** To one that does not ask: units wait, and are skipped by the policy. */
    @Benchmark
    public void skipped() {
        stuck.source.push(group.next());
        stuck.taker.check();
    }
}
