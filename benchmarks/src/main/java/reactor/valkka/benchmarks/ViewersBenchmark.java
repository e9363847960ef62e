package reactor.valkka.benchmarks;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamId;
import reactor.valkka.pool.FramePool;
import reactor.valkka.sink.http.FragmentedMp4;
import reactor.valkka.test.TestUnits;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What one more viewer of a camera costs its server: processor time and heap of the event loops,
 * with units of 7.6 KB, 25 a second. The viewers read on threads that are not counted.
 */
@Command(name = "viewers", description = "Costs of one more viewer of fragmented MP4.")
final class ViewersBenchmark implements Callable<Integer> {
    private static final String THREADS = "bench-http";
    private static final int UNIT_BYTES = 7_600;
    private static final int UNITS_PER_SECOND = 25;
    private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final Duration SETTLING = Duration.ofSeconds(5);

    @Option(names = "--viewers", description = "Number of viewers. Default 100.")
    private int viewers = 100;

    @Option(names = "--seconds", description = "Measured time. Default 15.")
    private int seconds = 15;

    @Override
    public Integer call() throws Exception {
        FramePool pool = FramePool.builder("viewers").capacityBytes(64L << 20).build();
        TestUnits units =
                TestUnits.live(pool.share(StreamId.of("camera"), 0)).withUnitBytes(UNIT_BYTES);
        Flux<EncodedFrame> camera = Flux.interval(Duration.ofMillis(1000 / UNITS_PER_SECOND))
                .onBackpressureDrop()
                .map(tick -> tick % (2 * UNITS_PER_SECOND) == 0
                        ? units.key(tick.intValue())
                        : units.dependent(tick.intValue()));
        LoopResources loops = LoopResources.create(THREADS, 1, true);
        FragmentedMp4 mp4 = FragmentedMp4.of(camera).linger(Duration.ZERO);
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .runOn(loops)
                .route(routes -> routes.get("/camera.mp4", mp4::respond))
                .bindNow();
        try {
            measure(server.port());
            return 0;
        } finally {
            server.disposeNow();
            loops.dispose();
            pool.dispose();
        }
    }

    private void measure(int port) throws Exception {
        try (ReadingViewers reading = new ReadingViewers(port, viewers)) {
            LockSupport.parkNanos(SETTLING.toNanos());
            long cpu = cpuNanos();
            long heap = heapBytes();
            long read = reading.bytes();
            long start = System.nanoTime();
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
            double measured = (System.nanoTime() - start) / 1e9;
            double millis = (cpuNanos() - cpu) / NANOS_PER_MILLI / measured / viewers;
            double perUnit = (heapBytes() - heap) / (measured * UNITS_PER_SECOND * viewers);
            double kilobits = (reading.bytes() - read) * 8 / 1000.0 / measured / viewers;
            System.out.printf(
                    "viewers: %d, each %.3f ms/s, %.0f bytes of heap a unit, reads %.0f kbit/s%n",
                    viewers, millis, perUnit, kilobits);
        }
    }

    private static long cpuNanos() {
        var threads = ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            sum += thread.getName().startsWith(THREADS)
                    ? threads.getThreadCpuTime(thread.getId())
                    : 0;
        }
        return sum;
    }

    private static long heapBytes() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            sum += thread.getName().startsWith(THREADS)
                    ? threads.getThreadAllocatedBytes(thread.getId())
                    : 0;
        }
        return sum;
    }
}
