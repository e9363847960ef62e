package reactor.valkka.operator;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;
import reactor.valkka.frame.Frame;
import reactor.valkka.spi.Handover;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * An operator that asks its source for one frame at a time: when the consumer has demand and the
 * operator {@link #wants()} one. Between the two it holds at most that frame and the setup that
 * goes before it; both are closed on cancellation.
 *
 * <p><b>Threads:</b> {@link #take} runs on the source's thread, before the next frame is asked for;
 * delivery happens on whichever thread made it possible, one at a time.
 */
abstract class StepOperator<F extends Frame> implements CoreSubscriber<F>, Subscription {
    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<StepOperator> TURNS =
            AtomicIntegerFieldUpdater.newUpdater(StepOperator.class, "turns");

    @SuppressWarnings("rawtypes")
    private static final AtomicLongFieldUpdater<StepOperator> REQUESTED =
            AtomicLongFieldUpdater.newUpdater(StepOperator.class, "requested");

    private final CoreSubscriber<? super F> downstream;
    private @Nullable Subscription upstream;
    private @Nullable Throwable error;
    private @Nullable F setup;
    private boolean terminated;

    private volatile @Nullable F held;
    private volatile boolean ripe;
    private volatile boolean asked;
    private volatile boolean completed;
    private volatile boolean cancelled;
    private volatile int turns;
    private volatile long requested;

    StepOperator(CoreSubscriber<? super F> downstream) {
        this.downstream = downstream;
    }

    /**
     * Owns a frame, and calls one of {@link #emit}, {@link #hold} and {@link #drop} with it. The
     * frame is closed for it if it throws before.
     */
    abstract void take(F frame);

    /** True if a frame is to be asked for; who makes it true calls {@link #drain()}. */
    boolean wants() {
        return true;
    }

    /** The end, whichever way it comes: timers stop. */
    void stop() {}

    /** Delivers a frame, behind the setup that must go before it. */
    final void emit(@Nullable F before, F frame) {
        setup = before;
        ripe = true;
        hold(frame);
    }

    /** Keeps a frame until {@link #release()}, which may have been called already. */
    final void hold(F frame) {
        held = frame;
        drain();
    }

    /** Lets the frame that is held go. Any thread. */
    final void release() {
        ripe = true;
        drain();
    }

    /** Closes a frame and asks for another in its place. */
    final void drop(F frame) {
        frame.close();
        asked = false;
        drain();
    }

    @Override
    public final void onSubscribe(Subscription subscription) {
        if (Operators.validate(upstream, subscription)) {
            upstream = subscription;
            downstream.onSubscribe(this);
        }
    }

    @Override
    public final void onNext(F frame) {
        if (completed || cancelled) {
            frame.close();
            return;
        }
        if (!asked || held != null) {
            frame.close();
            onError(Operators.onOperatorError(
                    upstream,
                    Exceptions.failWithOverflow("A source sent more than it was asked for"),
                    currentContext()));
            return;
        }
        try {
            take(frame);
        } catch (Throwable e) {
            frame.close();
            onError(Operators.onOperatorError(upstream, e, currentContext()));
        }
    }

    @Override
    public final void onError(Throwable failure) {
        if (completed) {
            Operators.onErrorDropped(failure, currentContext());
            return;
        }
        error = failure;
        completed = true;
        drain();
    }

    @Override
    public final void onComplete() {
        completed = true;
        drain();
    }

    @Override
    public final Context currentContext() {
        return downstream.currentContext();
    }

    @Override
    public final void request(long frames) {
        if (Operators.validate(frames)) {
            Operators.addCap(REQUESTED, this, frames);
            drain();
        }
    }

    @Override
    public final void cancel() {
        if (!cancelled) {
            cancelled = true;
            Subscription source = upstream;
            if (source != null) {
                source.cancel();
            }
            drain();
        }
    }

    /** Does what can be done now; one thread at a time, the others leave it to that one. */
    final void drain() {
        if (TURNS.getAndIncrement(this) != 0) {
            return;
        }
        int missed = 1;
        do {
            turn();
            missed = TURNS.addAndGet(this, -missed);
        } while (missed != 0);
    }

    private void turn() {
        if (held != null && ripe && !cancelled) {
            deliver();
        }
        if (cancelled) {
            closeHeld();
            stop();
        } else if (held == null && completed) {
            terminate();
        } else if (held == null && !asked && requested > 0 && wants()) {
            asked = true;
            Subscription source = upstream;
            if (source != null) {
                source.request(1);
            }
        }
    }

    /** At least one frame was asked for, but where a setup goes first, that takes two. */
    private void deliver() {
        F before = setup;
        if (before != null) {
            setup = null;
            give(before);
        }
        F frame = held;
        if (frame != null && requested > 0 && !cancelled) {
            held = null;
            ripe = false;
            asked = false;
            give(frame);
        }
    }

    private void give(F frame) {
        Operators.produced(REQUESTED, this, 1);
        if (!Handover.next(downstream, frame)) {
            cancel();
        }
    }

    private void terminate() {
        if (terminated) {
            return;
        }
        terminated = true;
        stop();
        Throwable failure = error;
        if (failure == null) {
            Handover.complete(downstream);
        } else {
            Handover.error(downstream, failure);
        }
    }

    private void closeHeld() {
        F before = setup;
        if (before != null) {
            setup = null;
            before.close();
        }
        F frame = held;
        if (frame != null) {
            held = null;
            frame.close();
        }
    }
}
