package reactor.valkka.spi;

import org.jspecify.annotations.Nullable;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * One connection that several holders share: made for the first of them, let go a while after the
 * last one has left, and made again for a new one; after a failure not before a while has passed.
 *
 * <p><b>Threads:</b> safe for all. The connector begins and lets go without a lock being held, one
 * after the other and in order, on the thread of one of those who hold and release: a new
 * connection begins behind the end of the one before it.
 *
 * @param <C> what stands for one connection; compared by identity
 */
public final class SharedConnection<C> {

    /** Makes connections and lets them go. */
    public interface Connector<C> {

        /** A connection that does nothing yet; called within the lock: must not call back. */
        C create();

        /** Begins; whoever it is tells {@link SharedConnection#ended} when it is over. */
        void start(C connection);

        /** Lets go: nobody holds it any more. */
        void stop(C connection);

        /**
         * Nobody holds anything any more, whether a connection stands or has ended by itself;
         * called within the lock, before {@link #stop}: must not call back.
         */
        void idle();
    }

    private final Connector<C> connector;
    private final Duration linger;
    private final Duration retryAfter;
    private final Scheduler timer;
    private final LongSupplier nanoTime;

    private final Queue<Runnable> steps = new ConcurrentLinkedQueue<>();
    private final AtomicInteger working = new AtomicInteger();

    private int holders;
    private volatile @Nullable C current;
    private Disposable lingering = Disposables.disposed();
    private boolean retired;
    private boolean ended;
    private @Nullable Throwable failure;
    private long endedNanos;

    /**
     * A connection that nobody holds yet.
     *
     * @param connector makes connections
     * @param linger how long it stays after its last holder has left
     * @param retryAfter how long after a failure a new holder does not connect again
     * @param timer times the lingering
     * @param nanoTime the clock, as {@link System#nanoTime()}
     */
    public SharedConnection(
            Connector<C> connector,
            Duration linger,
            Duration retryAfter,
            Scheduler timer,
            LongSupplier nanoTime) {
        this.connector = connector;
        this.linger = linger;
        this.retryAfter = retryAfter;
        this.timer = timer;
        this.nanoTime = nanoTime;
    }

    /** Adds a holder, and connects for it if need be and if that may be tried. */
    public void hold() {
        synchronized (this) {
            holders++;
            retired = false;
            lingering.dispose();
            if (current == null && mayConnect()) {
                C fresh = connector.create();
                current = fresh;
                failure = null;
                ended = false;
                steps.add(() -> connector.start(fresh));
            }
        }
        work();
    }

    /** Begins and lets go, one after the other, whoever asked for it. */
    private void work() {
        if (working.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            Runnable step = steps.poll();
            while (step != null) {
                step.run();
                step = steps.poll();
            }
            missed = working.addAndGet(-missed);
        } while (missed != 0);
    }

    /** Takes a holder away. */
    public void release() {
        synchronized (this) {
            if (--holders > 0) {
                return;
            }
            lingering.dispose();
            if (!retired && !linger.isZero()) {
                lingering =
                        timer.schedule(this::letGoUnheld, linger.toMillis(), TimeUnit.MILLISECONDS);
                return;
            }
        }
        letGoUnheld();
    }

    /** Lets go as soon as nobody holds it, without lingering. */
    public void retire() {
        synchronized (this) {
            retired = true;
        }
        letGoUnheld();
    }

    private void letGoUnheld() {
        synchronized (this) {
            if (holders > 0) {
                return;
            }
            C unused = current;
            current = null;
            lingering.dispose();
            connector.idle();
            if (unused != null) {
                steps.add(() -> connector.stop(unused));
            }
        }
        work();
    }

    /**
     * A connection is over by itself.
     *
     * @param error why, or {@code null} if it came to its end
     * @return false if it is not the one that is held, or was let go before
     */
    public synchronized boolean ended(C over, @Nullable Throwable error) {
        if (current != over) {
            return false;
        }
        current = null;
        ended = true;
        failure = error;
        endedNanos = nanoTime.getAsLong();
        return true;
    }

    /** The connection that stands or is being made, or {@code null}. */
    public @Nullable C current() {
        return current;
    }

    /** False while new holders get no connection after a failure. */
    public synchronized boolean mayJoin() {
        return current != null || mayConnect();
    }

    private boolean mayConnect() {
        return failure == null || nanoTime.getAsLong() - endedNanos > retryAfter.toNanos();
    }

    /** True from the end of a connection by itself to the next one. */
    public synchronized boolean isEnded() {
        return ended;
    }

    /** Why the last connection failed, or {@code null}. */
    public synchronized @Nullable Throwable failure() {
        return failure;
    }
}
