package reactor.valkka.benchmarks.jmh;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import reactor.valkka.operator.Interval;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One picture a second out of a film of 25: per picture that is handed on. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class IntervalBenchmark {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 180;

    private final PictureSource film = new PictureSource(WIDTH, HEIGHT);
    private final Taker taker = Taker.whenTold();

    /** Connects. */
    @Setup
    public void begin() {
        film.transform(Interval.of(Duration.ofSeconds(1))).subscribe(taker);
    }

    /** Gives everything back. */
    @TearDown
    public void end() {
        taker.cancel();
        film.close();
    }

    /** Twenty-five in, one out. */
    @Benchmark
    public long picture() {
        taker.request(1);
        taker.check();
        return taker.taken();
    }
}
