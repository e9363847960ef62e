package reactor.valkka.spi;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;
import reactor.valkka.Overflow;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.Frame;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Turns a producer that pushes into a compliant flux: it hands on what was asked for, and what was
 * not waits, bounded by an {@link Overflow} policy.
 *
 * <p><b>Threads:</b> {@link #push}, {@link #complete} and {@link #fail} may come from any thread,
 * one at a time; the subscriber is called on that thread where it has demand, otherwise on the
 * thread that asks. Never blocks.
 *
 * <p><b>Ownership:</b> a pushed frame belongs to the outlet. What is not delivered is closed: on
 * drop, on cancellation, on failure, and when it comes late.
 *
 * <p><b>Errors:</b> {@link #fail} overtakes what waits, so that a subscriber without demand learns
 * of it too; {@link #complete} comes after it. A subscriber that throws counts as one that
 * cancelled ({@link Handover}).
 *
 * @param <F> kind of the frames
 */
public final class Outlet<F extends Frame> {
    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<Outlet> TURNS =
            AtomicIntegerFieldUpdater.newUpdater(Outlet.class, "turns");

    @SuppressWarnings("rawtypes")
    private static final AtomicLongFieldUpdater<Outlet> REQUESTED =
            AtomicLongFieldUpdater.newUpdater(Outlet.class, "requested");

    private final CoreSubscriber<? super F> subscriber;
    private final OverflowQueue<F> queue;
    private final OutletListener listener;

    /** Starts taken, so that nothing is signalled before {@code onSubscribe}. */
    private volatile int turns = 1;

    private volatile long requested;
    private volatile boolean cancelled;
    private volatile boolean completed;
    private volatile @Nullable Throwable failure;
    private boolean terminated;

    private Outlet(
            CoreSubscriber<? super F> subscriber, OutletConfig<F> config, OutletListener listener) {
        this.subscriber = subscriber;
        this.listener = listener;
        queue = new OverflowQueue<>(
                config.overflow(),
                config.consumer(),
                new DropLog(config.counters(), config.onDrop()));
    }

    /**
     * A flux that makes an outlet for each subscriber.
     *
     * @param overflow what bounds the frames that wait
     * @param counters where drops are counted
     * @param start called once per subscriber, after {@code onSubscribe}; starts the producer and
     *     returns what is told of requests and of the cancellation
     */
    public static <F extends Frame> Flux<F> flux(
            Overflow<? super F> overflow,
            Counters counters,
            Function<Outlet<F>, OutletListener> start) {
        OutletConfig<F> config =
                new OutletConfig<>(overflow, "outlet", counters, Counter.OUTLET_DROPPED);
        return new OutletFlux<>(config, start);
    }

    /** An outlet whose subscriber is known; hands it its subscription. */
    public static <F extends Frame> Outlet<F> connect(
            CoreSubscriber<? super F> subscriber,
            OutletConfig<F> config,
            OutletListener listener,
            Consumer<Outlet<F>> beforeSubscription) {
        Outlet<F> outlet = new Outlet<>(subscriber, config, listener);
        beforeSubscription.accept(outlet);
        try {
            subscriber.onSubscribe(outlet.new Demand());
        } catch (Throwable thrown) {
            outlet.abandon();
            throw thrown;
        } finally {
            outlet.takeTurns(1);
        }
        return outlet;
    }

    /** Hands a frame over: to the subscriber, to those that wait, or to the policy. */
    public void push(F frame) {
        if (cancelled || completed || failure != null) {
            frame.close();
        } else if (requested > 0 && TURNS.compareAndSet(this, 0, 1)) {
            boolean isAll = pass(frame);
            int missed = isAll ? TURNS.addAndGet(this, -1) : 1;
            if (missed != 0) {
                takeTurns(missed);
            }
        } else {
            offer(frame);
            drain();
        }
    }

    private void offer(F frame) {
        try {
            queue.offer(frame, requested);
        } catch (RuntimeException e) {
            giveUp(e);
        }
    }

    private void giveUp(RuntimeException error) {
        failure = error;
        listener.cancelled();
    }

    /** In a turn: the usual way of a frame that was asked for; false if there is more to do. */
    private boolean pass(F frame) {
        if (isOver()) {
            frame.close();
            return false;
        }
        long unanswered = requested;
        if (unanswered == 0) {
            offer(frame);
            return false;
        }
        F due;
        try {
            due = queue.pass(frame, unanswered);
        } catch (RuntimeException e) {
            giveUp(e);
            return false;
        }
        if (due == null) {
            return false;
        }
        hand(due);
        listener.delivered(1);
        return due == frame;
    }

    /** A request counts as answered before its frame is handed on, however long that takes. */
    private void hand(F frame) {
        Operators.produced(REQUESTED, this, 1);
        if (!Handover.next(subscriber, frame)) {
            abandon();
        }
    }

    /** Puts in what a late subscriber starts with; nothing is delivered before the next turn. */
    public void preload(F frame) {
        queue.preload(frame);
    }

    /** Ends the flux behind what waits. */
    public void complete() {
        completed = true;
        drain();
    }

    /** Ends the flux with an error, at once; what waits is closed. */
    public void fail(Throwable error) {
        if (failure == null) {
            failure = error;
        }
        drain();
    }

    /** True once the subscriber has cancelled. */
    public boolean isCancelled() {
        return cancelled;
    }

    /** Frames that were asked for and not delivered yet. */
    public long requested() {
        return requested;
    }

    /** Frames that wait. */
    public int waiting() {
        return queue.size();
    }

    /** Frames more that may wait before the policy acts. */
    public int room() {
        return queue.room();
    }

    /** The subscriber's context. */
    public Context context() {
        return subscriber.currentContext();
    }

    /** Delivers what waits, as far as it was asked for; one thread at a time does it. */
    public void drain() {
        if (TURNS.getAndIncrement(this) == 0) {
            takeTurns(1);
        }
    }

    private void takeTurns(int seen) {
        int missed = seen;
        do {
            long delivered = deliver();
            if (delivered > 0) {
                listener.delivered(delivered);
            }
            missed = TURNS.addAndGet(this, -missed);
        } while (missed != 0);
    }

    private long deliver() {
        long delivered = 0;
        while (!isOver()) {
            boolean last = completed;
            if (requested == 0) {
                if (last && queue.size() == 0) {
                    terminate(null);
                }
                break;
            }
            F frame = queue.poll();
            if (frame == null) {
                if (last) {
                    terminate(null);
                }
                break;
            }
            hand(frame);
            delivered++;
        }
        return delivered;
    }

    /** True if nothing may be delivered any more; then all that waits has been closed. */
    private boolean isOver() {
        Throwable error = failure;
        if (!terminated && !cancelled && error == null) {
            return false;
        }
        queue.clear();
        if (!terminated && !cancelled) {
            terminate(error);
        }
        return true;
    }

    private void terminate(@Nullable Throwable error) {
        terminated = true;
        if (error == null) {
            Handover.complete(subscriber);
        } else {
            Handover.error(subscriber, error);
        }
    }

    /** Nothing more goes to the subscriber: it cancelled, or threw. */
    private void abandon() {
        if (!cancelled) {
            cancelled = true;
            listener.cancelled();
        }
    }

    /** What the subscriber sees. */
    private final class Demand implements Subscription {
        @Override
        public void request(long frames) {
            if (frames <= 0) {
                listener.cancelled();
                fail(new IllegalArgumentException(
                        "§3.9: a request must be for at least one frame, got " + frames));
                return;
            }
            Operators.addCap(REQUESTED, Outlet.this, frames);
            listener.requested(frames);
            drain();
        }

        @Override
        public void cancel() {
            if (!cancelled) {
                abandon();
                drain();
            }
        }
    }
}
