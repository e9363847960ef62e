package reactor.valkka.operator;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;
import reactor.valkka.frame.Frame;
import reactor.valkka.spi.SpscFrameQueue;

import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * The queue between two threads. All that touches the queue's far end, the subscriber, the source's
 * subscription and the worker's end of life happens in turns, taken by one thread at a
 * time: the worker, or whoever finds that the worker takes no more.
 */
final class HopSubscriber<F extends Frame> implements CoreSubscriber<F>, Subscription {
    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<HopSubscriber> TURNS =
            AtomicIntegerFieldUpdater.newUpdater(HopSubscriber.class, "turns");

    @SuppressWarnings("rawtypes")
    private static final AtomicLongFieldUpdater<HopSubscriber> REQUESTED =
            AtomicLongFieldUpdater.newUpdater(HopSubscriber.class, "requested");

    private final CoreSubscriber<? super F> subscriber;
    private final Scheduler.Worker worker;
    private final int prefetch;
    private final SpscFrameQueue<F> queue;
    private @Nullable Subscription upstream;

    private volatile int turns;

    /** Asked for by the subscriber and not delivered yet. */
    private volatile long requested;

    private volatile boolean cancelled;
    private volatile boolean done;
    private @Nullable Throwable failure;

    /** Asked of the source and not delivered yet; only touched in a turn. */
    private long underWay;

    private boolean over;

    HopSubscriber(CoreSubscriber<? super F> subscriber, Scheduler.Worker worker, int prefetch) {
        this.subscriber = subscriber;
        this.worker = worker;
        this.prefetch = prefetch;
        queue = new SpscFrameQueue<>(prefetch);
    }

    @Override
    public Context currentContext() {
        return subscriber.currentContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        if (Operators.validate(upstream, subscription)) {
            upstream = subscription;
            subscriber.onSubscribe(this);
        }
    }

    @Override
    public void onNext(F frame) {
        if (done || cancelled || !queue.offer(frame)) {
            frame.close();
            if (!done && !cancelled) {
                source().cancel();
                onError(new IllegalStateException("The source sent more than it was asked for"));
            }
            return;
        }
        takeTurn();
    }

    @Override
    public void onError(Throwable error) {
        if (done) {
            Operators.onErrorDropped(error, currentContext());
            return;
        }
        failure = error;
        done = true;
        takeTurn();
    }

    @Override
    public void onComplete() {
        done = true;
        takeTurn();
    }

    @Override
    public void request(long frames) {
        if (frames <= 0) {
            source().cancel();
            onError(new IllegalArgumentException(
                    "§3.9: a request must be for at least one frame, got " + frames));
            return;
        }
        Operators.addCap(REQUESTED, this, frames);
        takeTurn();
    }

    @Override
    public void cancel() {
        if (!cancelled) {
            cancelled = true;
            source().cancel();
            takeTurn();
        }
    }

    private void takeTurn() {
        if (TURNS.getAndIncrement(this) != 0) {
            return;
        }
        try {
            worker.schedule(this::turn);
        } catch (RejectedExecutionException e) {
            // The scheduler was disposed: the stream ends here, and nothing may stay in the queue.
            source().cancel();
            if (!done) {
                failure = e;
                done = true;
            }
            turn();
        }
    }

    private void turn() {
        int missed = 1;
        do {
            deliver();
            missed = TURNS.addAndGet(this, -missed);
        } while (missed != 0);
    }

    private void deliver() {
        long wanted = requested;
        long delivered = 0;
        while (delivered != wanted && !over && !cancelled) {
            boolean last = done;
            F frame = queue.poll();
            if (frame == null) {
                if (last) {
                    end();
                }
                break;
            }
            underWay--;
            delivered++;
            subscriber.onNext(frame);
        }
        if (cancelled || over) {
            queue.clear();
            over = true;
            worker.dispose();
            return;
        }
        if (done && queue.isEmpty()) {
            end();
            return;
        }
        ask(delivered == 0 ? wanted : Operators.produced(REQUESTED, this, delivered));
    }

    private void ask(long open) {
        long more = Math.min(prefetch, open) - underWay;
        boolean worthIt = more >= Math.min(open, prefetch - prefetch / 4);
        if (more > 0 && worthIt && !done) {
            underWay += more;
            source().request(more);
        }
    }

    private void end() {
        over = true;
        Throwable error = failure;
        if (error == null) {
            subscriber.onComplete();
        } else {
            subscriber.onError(error);
        }
        worker.dispose();
    }

    private Subscription source() {
        return Objects.requireNonNull(upstream);
    }
}
