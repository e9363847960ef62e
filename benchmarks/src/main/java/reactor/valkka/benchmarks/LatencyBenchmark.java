package reactor.valkka.benchmarks;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import reactor.core.Disposable;
import reactor.valkka.benchmarks.measure.Bounds;
import reactor.valkka.benchmarks.measure.Worker;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.operator.Use;
import reactor.valkka.source.rtsp.CameraState;
import reactor.valkka.source.rtsp.RtspSource;
import reactor.valkka.test.SendStamp;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/**
 * Measures the delay from an access unit leaving a server to our subscriber: 25 units a second over
 * loopback, TCP, a key frame every 5 units, the server in a process of its own. It writes the time
 * into each unit just before it puts the unit into packets; {@link System#nanoTime()} is one clock
 * for all processes on Linux.
 *
 * <p>The first picture is the first complete key frame, counted from the answer to PLAY; the server
 * begins with one, as cameras do that are asked to play. Both ends run warm.
 */
@Command(
        name = "latency",
        description = "Measures the delay from a server's write to our subscriber.",
        mixinStandardHelpOptions = true)
public final class LatencyBenchmark implements Callable<Integer> {

    private static final double RATE = 25;
    private static final int WARM_UP_UNITS = 2_500;
    private static final int JOINS = 15;
    private static final Duration WAIT_MAX = Duration.ofMinutes(10);
    private static final int SECONDS_LEAST = 1;
    private static final int SECONDS_MOST = 500; // those of WAIT_MAX, and some to begin in
    private static final double NANOS_PER_MILLI = 1e6;

    @Option(
            names = "--seconds",
            defaultValue = "20",
            description = "How long to measure, 500 at most (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec command;

    /** Runs the measurement alone. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new LatencyBenchmark()).execute(arguments));
    }

    @Override
    public Integer call() {
        new Bounds(Objects.requireNonNull(command))
                .check("--seconds", seconds, SECONDS_LEAST, SECONDS_MOST);
        try (Worker server = Worker.java(LatencyServer.class, List.of(), Double.toString(RATE))) {
            LatencyServer.Ports ports = server.started(LatencyServer.Ports.class);
            measure(uri(ports.fast()), uri(ports.measured()));
        }
        return CommandLine.ExitCode.OK;
    }

    private static String uri(int port) {
        return "rtsp://127.0.0.1:" + port + "/stream";
    }

    private void measure(String fast, String measured) {
        delays(fast, WARM_UP_UNITS);
        for (int i = 0; i < JOINS; i++) {
            firstPicture(fast);
        }
        long[] first =
                LongStream.generate(() -> firstPicture(measured)).limit(JOINS).toArray();
        Arrays.sort(first);
        long[] delays = delays(measured, (int) (RATE * seconds));
        Arrays.sort(delays);
        System.out.printf(
                Locale.ROOT,
                "latency: median %.2f ms, p99 %.2f ms, first picture %.1f ms%n",
                millis(delays, 0.5),
                millis(delays, 0.99),
                millis(first, 0.5));
    }

    /** The value below which that part of the sorted values lies. */
    private static double millis(long[] sorted, double part) {
        int index = (int) Math.ceil(part * sorted.length) - 1;
        return sorted[Math.max(0, index)] / NANOS_PER_MILLI;
    }

    /** Delays of so many units, in nanoseconds. */
    private static long[] delays(String uri, int units) {
        long[] delays = new long[units];
        int[] count = {0};
        RtspSource.create(uri)
                .frames()
                .transform(Use.map(frame -> frame instanceof AccessUnit unit
                        ? System.nanoTime() - SendStamp.sentNanos(unit)
                        : -1L))
                .filter(delay -> delay >= 0)
                .take(units)
                .doOnNext(delay -> delays[count[0]++] = delay)
                .blockLast(WAIT_MAX);
        return delays;
    }

    /** From the answer to PLAY to the first key frame, in nanoseconds. */
    private static long firstPicture(String uri) {
        RtspSource source = RtspSource.create(uri);
        AtomicLong playing = new AtomicLong();
        Disposable watching = source.states()
                .filter(CameraState.Playing.class::isInstance)
                .subscribe(state -> playing.compareAndSet(0, System.nanoTime()));
        Long shown = source.frames()
                .transform(Use.map(
                        frame -> frame instanceof AccessUnit ? System.nanoTime() : Long.MIN_VALUE))
                .filter(time -> time != Long.MIN_VALUE)
                .blockFirst(WAIT_MAX);
        watching.dispose();
        if (shown == null) {
            throw new IllegalStateException("the camera ended without a picture");
        }
        return shown - playing.get();
    }
}
