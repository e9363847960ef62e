package reactor.valkka.benchmarks;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import reactor.valkka.benchmarks.measure.Bounds;
import reactor.valkka.count.Counters;
import reactor.valkka.pool.FramePool;
import reactor.valkka.source.rtsp.ConnectionGovernor;
import reactor.valkka.source.rtsp.RtspTransport;
import reactor.valkka.test.FakeCamera;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Watches many cameras most of which are ill in ever other ways, by a seed: they lose, reorder and
 * delay packets, hang up, freeze, talk noise, refuse, die and come back. Nothing is decoded: each
 * unit proves itself, see {@link UnitCheck}. In the end all are mended, and must show pictures.
 */
@Command(
        name = "chaos",
        description = {
            "Watches cameras a fifth of which are healthy and the others ill in changing ways.",
            "The last line is 'chaos: healthy lost N, damaged pictures N, leaked N, stuck N, seed"
                    + " S': units of healthy cameras that did not come, units that would have"
                    + " become damaged pictures, slots and sockets that did not come back, and"
                    + " cameras that showed nothing although they were well again. Exits with 1 if"
                    + " one of these is not 0."
        },
        mixinStandardHelpOptions = true)
final class ChaosBenchmark implements Callable<Integer> {

    private static final List<RtspTransport> TRANSPORTS =
            List.of(RtspTransport.TCP, RtspTransport.UDP, RtspTransport.AUTO);
    private static final int HEALTHY_IN = 5;
    private static final int CAMERAS_LEAST = 2; // the first one is healthy
    private static final int CAMERAS_MOST = 1_000;
    private static final int SECONDS_LEAST = 15; // each ill camera becomes so within 13
    private static final int SECONDS_MOST = 86_400;
    private static final int UNITS_WHEN_WELL = 50;
    private static final double ILL_SECONDS = 10;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long MENDED_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);
    private static final long SETTLED_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

    @Option(
            names = "--seconds",
            defaultValue = "60",
            description = "How long cameras suffer, 15 at least. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--cameras",
            defaultValue = "50",
            description = "How many cameras. Default: ${DEFAULT-VALUE}.")
    private int cameraCount;

    @Option(names = "--seed", description = "What goes wrong when. Default: another one each time.")
    private long seed = ThreadLocalRandom.current().nextInt(1, 1_000_000);

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec command;

    @CommandLine.ParentCommand
    private @Nullable Bench bench;

    private final List<ChaosCamera> cameras = new ArrayList<>();

    @Override
    public Integer call() {
        Bounds bounds = new Bounds(Objects.requireNonNull(command));
        bounds.check("--cameras", cameraCount, CAMERAS_LEAST, CAMERAS_MOST);
        bounds.check("--seconds", seconds, SECONDS_LEAST, SECONDS_MOST);
        System.setProperty("valkka.log.level", "ERROR");
        FakeCamera.start(ChaosScripts.HEALTHY).close(); // the JDK keeps a socket from then on
        int sockets = ProcessFacts.now().sockets();
        FramePool pool = FramePool.builder("chaos")
                .capacityBytes((4L << 20) * Math.max(16, cameraCount))
                .build();
        long healthyLost;
        int stuck;
        try {
            start(pool);
            suffer(System.nanoTime());
            healthyLost = healthyLost();
            stuck = mend();
        } finally {
            cameras.forEach(ChaosCamera::leave);
            settle(pool);
            cameras.forEach(ChaosCamera::close);
        }
        print();
        long damaged =
                cameras.stream().mapToLong(camera -> camera.check().damaged()).sum();
        long leaked = pool.openSlots() + pool.stats().leaked() + socketsMoreThan(sockets);
        System.out.printf(
                Locale.ROOT,
                "chaos: healthy lost %d, damaged pictures %d, leaked %d, stuck %d, seed %d%n",
                healthyLost,
                damaged,
                leaked,
                stuck,
                seed);
        return healthyLost + damaged + leaked + stuck == 0 ? 0 : CommandLine.ExitCode.SOFTWARE;
    }

    private void start(FramePool pool) {
        SplittableRandom random = new SplittableRandom(seed);
        Counters counters = new Counters();
        // All are on one host, which by default lets only a few in at once.
        ConnectionGovernor governor = ConnectionGovernor.create(ConnectionGovernor.Limits.NONE);
        for (int i = 0; i < cameraCount; i++) {
            boolean healthy = i % HEALTHY_IN == 0;
            RtspTransport transport = TRANSPORTS.get(i / HEALTHY_IN % TRANSPORTS.size());
            cameras.add(new ChaosCamera(
                    i, healthy, transport, random.split(), pool, counters, governor));
        }
    }

    /** Makes each ill camera ill in another way every few seconds. */
    private void suffer(long began) {
        SplittableRandom random = new SplittableRandom(seed + 1);
        long[] next = new long[cameraCount];
        long end = began + TimeUnit.SECONDS.toNanos(seconds);
        for (int i = 0; i < cameraCount; i++) {
            next[i] = began + START_NANOS + wait(random);
        }
        for (long now = began; now - end < 0; now = System.nanoTime()) {
            for (int i = 0; i < cameraCount; i++) {
                if (!cameras.get(i).isHealthy() && now - next[i] >= 0) {
                    cameras.get(i).suffer();
                    next[i] = now + wait(random);
                }
            }
            LockSupport.parkNanos(TICK_NANOS);
        }
    }

    private static long wait(SplittableRandom random) {
        return (long) (random.nextDouble(ILL_SECONDS) * TimeUnit.SECONDS.toNanos(1));
    }

    private long healthyLost() {
        return cameras.stream()
                .filter(ChaosCamera::isHealthy)
                .mapToLong(ChaosCamera::lost)
                .sum();
    }

    /** How many cameras show nothing although they are well. */
    private int mend() {
        List<ChaosCamera> waiting = new ArrayList<>(cameras);
        waiting.forEach(ChaosCamera::mend);
        long start = System.nanoTime();
        while (!waiting.isEmpty() && System.nanoTime() - start < MENDED_NANOS_MAX) {
            LockSupport.parkNanos(TICK_NANOS);
            waiting.removeIf(camera -> camera.shows(UNITS_WHEN_WELL));
        }
        return waiting.size();
    }

    private static void settle(FramePool pool) {
        long start = System.nanoTime();
        while (pool.openSlots() > 0 && System.nanoTime() - start < SETTLED_NANOS_MAX) {
            LockSupport.parkNanos(TICK_NANOS);
        }
    }

    /** Waits for sockets that are about to be closed. */
    private static int socketsMoreThan(int before) {
        long start = System.nanoTime();
        int more = ProcessFacts.now().sockets() - before;
        while (more > 0 && System.nanoTime() - start < SETTLED_NANOS_MAX) {
            LockSupport.parkNanos(TICK_NANOS);
            more = ProcessFacts.now().sockets() - before;
        }
        return Math.max(0, more);
    }

    private void print() {
        if (bench == null || !bench.isQuiet()) {
            cameras.forEach(System.out::println);
        }
    }
}
