package reactor.valkka.operator;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;
import reactor.valkka.frame.Frame;
import reactor.valkka.spi.Handover;
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
    private static final AtomicIntegerFieldUpdater<HopSubscriber> TURN =
            AtomicIntegerFieldUpdater.newUpdater(HopSubscriber.class, "turn");

    /** Nothing to do. */
    private static final int IDLE = 0;

    /** A turn waits for the worker, which never takes it if its scheduler was disposed. */
    private static final int QUEUED = 1;

    /** A turn is being taken. */
    private static final int TAKEN = 2;

    /** A turn is being taken, and another one after it. */
    private static final int TAKEN_AGAIN = 3;

    @SuppressWarnings("rawtypes")
    private static final AtomicLongFieldUpdater<HopSubscriber> REQUESTED =
            AtomicLongFieldUpdater.newUpdater(HopSubscriber.class, "requested");

    private final CoreSubscriber<? super F> subscriber;
    private final Scheduler scheduler;
    private final Scheduler.Worker worker;
    private final int prefetch;
    private final SpscFrameQueue<F> queue;
    private final Runnable turns = this::takeQueuedTurn;
    private @Nullable Subscription upstream;

    private volatile int turn = IDLE;

    /** Asked for by the subscriber and not delivered yet. */
    private volatile long requested;

    private volatile boolean cancelled;
    private volatile boolean done;
    private @Nullable Throwable failure;

    /** Asked of the source and not delivered yet; only touched in a turn. */
    private long underWay;

    private boolean over;

    /** True once nothing runs on the worker any more; only touched in a turn. */
    private boolean stranded;

    HopSubscriber(CoreSubscriber<? super F> subscriber, Scheduler scheduler, int prefetch) {
        this.subscriber = subscriber;
        this.scheduler = scheduler;
        worker = scheduler.createWorker();
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

    /** Each way out writes, so that a turn that is taken later sees what came before. */
    private void takeTurn() {
        while (true) {
            int seen = turn;
            if (seen == IDLE) {
                if (TURN.compareAndSet(this, IDLE, QUEUED)) {
                    queueTurn();
                    return;
                }
            } else if (seen == QUEUED && scheduler.isDisposed()) {
                takeStrandedTurn();
                return;
            } else if (TURN.compareAndSet(this, seen, seen == QUEUED ? QUEUED : TAKEN_AGAIN)) {
                return;
            }
        }
    }

    private void queueTurn() {
        try {
            worker.schedule(turns);
        } catch (RejectedExecutionException e) {
            takeStrandedTurn();
        }
    }

    private void takeQueuedTurn() {
        if (TURN.compareAndSet(this, QUEUED, TAKEN)) {
            takeTurns();
        }
    }

    /** The worker takes no more: the stream ends here, and nothing may stay in the queue. */
    private void takeStrandedTurn() {
        if (TURN.compareAndSet(this, QUEUED, TAKEN)) {
            stranded = true;
            takeTurns();
        } else {
            takeTurn();
        }
    }

    private void takeTurns() {
        deliver();
        while (!TURN.compareAndSet(this, TAKEN, IDLE)) {
            TURN.getAndSet(this, TAKEN);
            deliver();
        }
    }

    private void deliver() {
        if (stranded && !over && !cancelled) {
            strand();
        }
        long wanted = requested;
        long delivered = 0;
        while (delivered != wanted && !over && !cancelled) {
            boolean last = done;
            F frame = queue.poll();
            if (frame == null) {
                if (last) {
                    end(failure);
                }
                break;
            }
            underWay--;
            delivered++;
            if (!Handover.next(subscriber, frame)) {
                cancelled = true;
                source().cancel();
            }
        }
        if (cancelled || over) {
            queue.clear();
            over = true;
            worker.dispose();
            return;
        }
        if (done && queue.isEmpty()) {
            end(failure);
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

    private void strand() {
        source().cancel();
        boolean ended = done;
        boolean nothingLost = queue.isEmpty();
        queue.clear();
        Throwable error = ended ? failure : null;
        if (error == null && !(ended && nothingLost)) {
            error = new RejectedExecutionException("The scheduler of the hop was disposed");
        }
        end(error);
    }

    private void end(@Nullable Throwable error) {
        over = true;
        if (error == null) {
            Handover.complete(subscriber);
        } else {
            Handover.error(subscriber, error);
        }
        worker.dispose();
    }

    private Subscription source() {
        return Objects.requireNonNull(upstream);
    }
}
