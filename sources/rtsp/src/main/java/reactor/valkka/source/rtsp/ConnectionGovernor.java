package reactor.valkka.source.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Says whose turn it is to connect, so that a thousand cameras come back in order after a power cut
 * and a recorder with 64 channels is not asked for all of them at once.
 *
 * <p><b>Shape:</b> two token buckets stand before each connection: one for all cameras, one for the
 * host and port. Whoever finds a token in both and nobody before it connects at once; others wait,
 * the most important first ({@link RtspSource#priority}), then in the order in which they came. A
 * host that must wait holds nobody else back. While it waits a camera is {@link
 * CameraState.Waiting}.
 *
 * <p><b>Threads:</b> any; a short lock that is taken once for each connection, and a timer on
 * Reactor's parallel scheduler. <b>Bounds:</b> a wait ends after at most the number of those that
 * wait before, divided by the rate; giving up ends it at once.
 */
public final class ConnectionGovernor {

    private static final class Shared {
        static final ConnectionGovernor INSTANCE = create(Limits.DEFAULT);
    }

    private final TurnQueue queue;
    private final Scheduler scheduler;
    private final LongSupplier clock;
    private @Nullable Disposable timer;

    private ConnectionGovernor(
            Limits limits, Scheduler scheduler, LongSupplier clock, DoubleSupplier random) {
        queue = new TurnQueue(limits, random);
        this.scheduler = scheduler;
        this.clock = clock;
    }

    /** The one that all sources share that are not given another one, with the usual limits. */
    public static ConnectionGovernor shared() {
        return Shared.INSTANCE;
    }

    /** One with limits of its own, for the sources that are given it. */
    public static ConnectionGovernor create(Limits limits) {
        return new ConnectionGovernor(
                limits, Schedulers.parallel(), System::nanoTime, ConnectionGovernor::random);
    }

    /** For tests: with another time and chance. */
    static ConnectionGovernor create(Limits limits, Scheduler scheduler, DoubleSupplier random) {
        return new ConnectionGovernor(
                limits, scheduler, () -> scheduler.now(TimeUnit.NANOSECONDS), random);
    }

    private static double random() {
        return ThreadLocalRandom.current().nextDouble();
    }

    /**
     * How many connections may be begun.
     *
     * @param perSecond by all cameras together, on average
     * @param burst by all cameras at once, after a pause
     * @param perSecondAndHost to one host, on average
     * @param hostBurst to one host at once, after a pause
     * @param jitter part of the time between two connections that is random, 0 to 1
     */
    public record Limits(
            double perSecond, int burst, double perSecondAndHost, int hostBurst, double jitter) {

        /** 100 a second and 50 at once; to one host 10 a second and 4 at once; 50 % jitter. */
        public static final Limits DEFAULT = new Limits(100, 50, 10, 4, 0.5);

        /** In effect none, for tests and benchmarks. */
        public static final Limits NONE = new Limits(1e6, 1_000_000, 1e6, 1_000_000, 0);

        /** Refuses rates and bursts that let nobody through. */
        public Limits {
            checkRate(perSecond, "perSecond");
            checkRate(perSecondAndHost, "perSecondAndHost");
            checkBurst(burst, "burst");
            checkBurst(hostBurst, "hostBurst");
            if (!(jitter >= 0 && jitter <= 1)) {
                throw new IllegalArgumentException("jitter must be 0 to 1, got " + jitter);
            }
        }

        private static void checkRate(double rate, String name) {
            if (!(rate >= 0.001 && rate <= 1e6)) {
                throw new IllegalArgumentException(name + " must be 0.001 to 1000000, got " + rate);
            }
        }

        private static void checkBurst(int burst, String name) {
            if (burst < 1) {
                throw new IllegalArgumentException(name + " must be at least 1, got " + burst);
            }
        }
    }

    /** How many wait for their turn now. */
    public int waiting() {
        synchronized (queue) {
            return queue.waiting();
        }
    }

    /**
     * Asks for a turn.
     *
     * @param host with its port, that is to be connected to
     * @param priority the higher the sooner
     * @param go runs once, at once on this thread or later on another one; must be short
     * @return gives the turn up, if it has not come
     */
    Disposable enqueue(String host, int priority, Runnable go) {
        AtomicBoolean open = new AtomicBoolean(true);
        Runnable once = () -> {
            if (open.compareAndSet(true, false)) {
                go.run();
            }
        };
        TurnQueue.Turn turn;
        synchronized (queue) {
            turn = queue.add(host, priority, once, clock.getAsLong());
        }
        pump();
        return () -> {
            if (open.compareAndSet(true, false)) {
                synchronized (queue) {
                    queue.remove(turn, clock.getAsLong());
                }
            }
        };
    }

    private void pump() {
        TurnQueue.Turn turn = take();
        while (turn != null) {
            turn.go.run();
            turn = take();
        }
    }

    /** Takes whose turn it is, or sets the timer for the next one. */
    private TurnQueue.@Nullable Turn take() {
        synchronized (queue) {
            long now = clock.getAsLong();
            TurnQueue.Turn turn = queue.next(now);
            if (turn == null) {
                arm(queue.delayNanos(now));
            }
            return turn;
        }
    }

    private void arm(long delayNanos) {
        if (timer != null) {
            timer.dispose();
            timer = null;
        }
        if (delayNanos >= 0) {
            timer = scheduler.schedule(this::pump, delayNanos, TimeUnit.NANOSECONDS);
        }
    }
}
