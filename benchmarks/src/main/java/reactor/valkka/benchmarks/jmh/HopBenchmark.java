package reactor.valkka.benchmarks.jmh;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import reactor.core.scheduler.Schedulers;
import reactor.valkka.count.Counters;
import reactor.valkka.operator.Hop;
import reactor.valkka.schedule.PinnedScheduler;

import java.util.concurrent.TimeUnit;

/** A unit through an outlet and a {@link Hop}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HopBenchmark {
    private static final int BURST = 16;
    private static final int PREFETCH = 32;

    private final HeldGroup group = new HeldGroup(Group.P720);
    private final PinnedScheduler worker = PinnedScheduler.builder("bench-hop").build();
    private final Pushed here = new Pushed(new Counters());
    private final Pushed there = new Pushed(new Counters());
    private final Taker taker = Taker.ofAll();
    private final Taker farTaker = Taker.ofAll();

    /** Connects and announces the stream. */
    @Setup
    public void begin() {
        here.frames().transform(Hop.on(Schedulers.immediate(), PREFETCH)).subscribe(taker);
        there.frames().transform(Hop.on(worker, PREFETCH)).subscribe(farTaker);
        here.push(group.setup());
        there.push(group.setup());
        farTaker.await(1);
    }

    /** Gives everything back. Nothing is under way; Reactor's graceful way lasts ten seconds. */
    @TearDown
    public void end() {
        taker.cancel();
        farTaker.cancel();
        worker.dispose();
        group.close();
    }

    /** Without a change of thread: what the operator itself costs. */
    @Benchmark
    public void sameThread() {
        here.push(group.next());
        taker.check();
    }

    /** To another thread and seen from this one to be done: mostly the system's waking it. */
    @Benchmark
    public void roundTrip() {
        long before = farTaker.taken();
        there.push(group.next());
        farTaker.await(before + 1);
    }

    /** Sixteen at a time to another thread, as when many cameras send at once. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public void inBursts() {
        long before = farTaker.taken();
        for (int i = 0; i < BURST; i++) {
            there.push(group.next());
        }
        farTaker.await(before + BURST);
    }
}
