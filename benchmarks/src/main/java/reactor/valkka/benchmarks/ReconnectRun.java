package reactor.valkka.benchmarks;

import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.StreamId;
import reactor.valkka.operator.Use;
import reactor.valkka.pool.FramePool;
import reactor.valkka.rtsp.Deadlines;
import reactor.valkka.source.rtsp.ConnectionGovernor;
import reactor.valkka.source.rtsp.ReconnectPolicy;
import reactor.valkka.source.rtsp.RtspSource;
import reactor.valkka.source.rtsp.RtspTransport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The measured side of {@link ReconnectsBenchmark}. */
final class ReconnectRun {

    private static final int ROUNDS = 10;
    private static final int SAMPLES = 100;
    private static final long STUCK_SECONDS = 600;
    private static final long SETTLED_SECONDS_MAX = 20;

    /** For all rounds, however slow. */
    static final long SECONDS_MAX = ROUNDS * (STUCK_SECONDS + SETTLED_SECONDS_MAX);

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(STUCK_SECONDS);
    private static final long SETTLING_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long SETTLED_NANOS_MAX = TimeUnit.SECONDS.toNanos(SETTLED_SECONDS_MAX);

    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final long CALM_NANOS = DEADLINE.toNanos() + TimeUnit.SECONDS.toNanos(1);
    private static final List<RtspTransport> TRANSPORTS =
            List.of(RtspTransport.TCP, RtspTransport.UDP);

    private final Counters counters = new Counters();
    private final FramePool pool =
            FramePool.builder("reconnects").capacityBytes(16L << 20).build();
    private final Slope resident = new Slope();
    private final List<RtspSource> sources = new ArrayList<>();
    private final int reconnects;
    private final boolean quiet;
    private long nextSample;

    private ReconnectRun(int reconnects, boolean quiet, List<String> uris) {
        this.reconnects = reconnects;
        this.quiet = quiet;
        ConnectionGovernor governor = ConnectionGovernor.create(ConnectionGovernor.Limits.NONE);
        for (String uri : uris) {
            RtspTransport transport = TRANSPORTS.get(sources.size() % TRANSPORTS.size());
            sources.add(RtspSource.create(uri).stream(StreamId.of("camera " + sources.size()))
                    .transport(transport)
                    .pool(pool, 0)
                    .counters(counters)
                    .governor(governor)
                    .deadlines(Deadlines.all(DEADLINE))
                    .reconnect(ReconnectPolicy.backoff(Duration.ofMillis(1), Duration.ofMillis(1))
                            .refused(Duration.ofMillis(1))));
        }
    }

    /** Takes the number of reconnects, whether to be quiet, and the cameras. */
    public static void main(String[] arguments) {
        List<String> uris = List.of(arguments).subList(2, arguments.length);
        ReconnectRun run = new ReconnectRun(
                Integer.parseInt(arguments[0]), Boolean.parseBoolean(arguments[1]), uris);
        System.exit(run.measure() ? 0 : 1);
    }

    private boolean measure() {
        pool.warmup();
        ProcessFacts first = ProcessFacts.now();
        ProcessFacts last = first;
        for (int round = 1; round <= ROUNDS; round++) {
            reconnectUntil((long) reconnects * round / ROUNDS, round > 1);
            last = settled();
            first = round == 1 ? last : first;
            print(
                    "%6d reconnects: %d KB resident, %d threads, %d sockets, %d slots%n",
                    done(),
                    last.residentKilobytes(),
                    last.threads(),
                    last.sockets(),
                    pool.openSlots());
        }
        long leaked = Math.max(0, last.threads() - first.threads())
                + Math.max(0, last.sockets() - first.sockets())
                + pool.openSlots()
                + pool.stats().leaked();
        System.out.printf(
                Locale.ROOT,
                "reconnects: %d, leaked %d, rss slope %.1f KB per 1000%n",
                Math.min(done(), reconnects),
                leaked,
                1_000 * resident.value());
        return leaked == 0;
    }

    private long done() {
        return counters.byStream().values().stream()
                .mapToLong(stream -> stream.get(Counter.RECONNECTS))
                .sum();
    }

    private void reconnectUntil(long target, boolean sampled) {
        Disposable playing = Flux.fromIterable(sources)
                .flatMap(source -> source.frames().as(Use.each(frame -> {})), sources.size())
                .subscribe();
        long start = System.nanoTime();
        for (long done = done(); done < target; done = done()) {
            if (sampled && done >= nextSample) {
                resident.add(done, ProcessFacts.residentNow());
                nextSample = done + reconnects / SAMPLES;
            }
            if (System.nanoTime() - start > STUCK_NANOS) {
                throw new IllegalStateException("stuck after " + done + " reconnects: " + sources);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        playing.dispose();
    }

    /** What is held when all has ended: once it has not changed for longer than a deadline. */
    private ProcessFacts settled() {
        long start = System.nanoTime();
        long changed = start;
        ProcessFacts now = ProcessFacts.now();
        while (System.nanoTime() - changed < CALM_NANOS
                && System.nanoTime() - start < SETTLED_NANOS_MAX) {
            LockSupport.parkNanos(SETTLING_NANOS);
            ProcessFacts before = now;
            now = ProcessFacts.now();
            if (now.sockets() != before.sockets() || pool.openSlots() > 0) {
                changed = System.nanoTime();
            }
        }
        return now;
    }

    private void print(String format, Object... values) {
        if (!quiet) {
            System.out.printf(Locale.ROOT, format, values);
        }
    }
}
