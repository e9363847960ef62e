package reactor.valkka.benchmarks.farm;

import org.jspecify.annotations.Nullable;

import reactor.valkka.ValkkaException;
import reactor.valkka.benchmarks.measure.Contestant;
import reactor.valkka.benchmarks.measure.HostTime;
import reactor.valkka.benchmarks.measure.Pause;
import reactor.valkka.benchmarks.measure.Worker;

import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Looks at a program that receives cameras of the farm.
 *
 * @param <S> what the program says of itself
 * @param <F> the figures that are made of it
 */
public final class Observation<S, F> {

    private static final int LOOK_SECONDS = 5;
    private static final int START_SECONDS_MAX = 120;
    private static final double LOOK_AGAIN_SECONDS = 0.2;

    private final CameraFarm farm;
    private final Contestant<S> contestant;
    private final int cameras;
    private final Function<? super Window<S>, F> figures;
    private final BiConsumer<Long, F> rows;
    private final long startNanos = System.nanoTime();

    /**
     * @param cameras that it receives
     * @param figures made of what was seen
     * @param rows told every few seconds the second, and the figures since the measurement, or the
     *     row before, began
     */
    public Observation(
            CameraFarm farm,
            Contestant<S> contestant,
            int cameras,
            Function<? super Window<S>, F> figures,
            BiConsumer<Long, F> rows) {
        this.farm = farm;
        this.contestant = contestant;
        this.cameras = cameras;
        this.figures = figures;
        this.rows = rows;
    }

    /** Waits until all cameras play, or whoever should receive them has ended. */
    private void begin() {
        long until = startNanos + TimeUnit.SECONDS.toNanos(START_SECONDS_MAX);
        while (farm.status().playing() < cameras) {
            contestant.checkRunning();
            if (System.nanoTime() - until > 0) {
                throw new ValkkaException("only " + farm.status().playing() + " of " + cameras
                        + " cameras play after " + START_SECONDS_MAX + " s");
            }
            Pause.seconds(LOOK_AGAIN_SECONDS);
        }
    }

    /** Lets it run for a while, then measures. */
    public F measure(int warmUpSeconds, int seconds) {
        begin();
        for (int passed = 0; passed < warmUpSeconds; passed += LOOK_SECONDS) {
            Baseline<S> baseline = baseline();
            Pause.seconds(Math.min(LOOK_SECONDS, warmUpSeconds - passed));
            show(since(baseline));
        }
        HostTime host = HostTime.now();
        Baseline<S> baseline = baseline();
        for (int passed = LOOK_SECONDS; passed < seconds; passed += LOOK_SECONDS) {
            Pause.seconds(LOOK_SECONDS);
            show(since(baseline));
        }
        Pause.seconds(1 + (seconds - 1) % LOOK_SECONDS);
        F seen = show(since(baseline));
        HostTime.now().tellSince(host, System.err::println);
        return seen;
    }

    private F show(Window<S> window) {
        F seen = figures.apply(window);
        rows.accept(window.secondsSinceStart(), seen);
        return seen;
    }

    /** What is taken off from what comes later. */
    private record Baseline<S>(
            long nanos,
            Worker.Cpu cpu,
            Worker.Cpu farmCpu,
            FarmStatus farm,
            @Nullable S status) {}

    private Baseline<S> baseline() {
        return new Baseline<>(
                System.nanoTime(), contestant.cpu(), farm.cpu(), farm.status(), contestant.mark());
    }

    private Window<S> since(Baseline<S> before) {
        Worker.Cpu cpu = contestant.cpu().minus(before.cpu());
        Worker.Cpu farmCpu = farm.cpu().minus(before.farmCpu());
        long now = System.nanoTime();
        double took = (now - before.nanos()) / 1e9;
        return new Window<>(
                TimeUnit.NANOSECONDS.toSeconds(now - startNanos),
                took,
                cpu,
                farmCpu.millis() / 1_000 / took,
                farm.status().since(before.farm()),
                before.status(),
                contestant.status(),
                contestant.pssBytes());
    }
}
