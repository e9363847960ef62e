package reactor.valkka.ffmpeg;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Frame;
import reactor.valkka.frame.Picture;
import reactor.valkka.pool.SlotWaiter;
import reactor.valkka.spi.Handover;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * What every decode policy has in common: it takes turns on one worker for life, and everything
 * that is not a mere handing over (requests upwards, decoding, pictures and endings downwards)
 * happens in a turn. So nothing here needs a lock.
 */
abstract class DecodeActor extends Turn implements CoreSubscriber<EncodedFrame>, Subscription {
    private static final AtomicIntegerFieldUpdater<DecodeActor> DUE =
            AtomicIntegerFieldUpdater.newUpdater(DecodeActor.class, "due");
    private static final AtomicLongFieldUpdater<DecodeActor> REQUESTED =
            AtomicLongFieldUpdater.newUpdater(DecodeActor.class, "requested");

    private final CoreSubscriber<? super Picture> downstream;
    private final DecodeWorker worker;
    private final Runnable whenGone;
    private final Context context;
    private final SlotWaiter room = new SlotWaiter(this::schedule);

    private volatile @Nullable Subscription upstream;
    private volatile boolean subscribed;
    private volatile int due;
    private volatile long requested;
    private volatile boolean cancelled;
    private volatile boolean finished;
    private volatile @Nullable Throwable failure;
    private @Nullable Throwable upstreamError;
    private boolean terminated;
    private boolean released;

    DecodeActor(
            CoreSubscriber<? super Picture> downstream, DecodeWorker worker, Runnable whenGone) {
        this.downstream = downstream;
        this.worker = worker;
        this.whenGone = whenGone;
        context = Operators.enableOnDiscard(downstream.currentContext(), DecodeActor::discard);
    }

    private static void discard(Object element) {
        if (element instanceof Frame frame) {
            frame.close();
        }
    }

    /** Does one piece of work; true if there is more to do at once. In a turn. */
    abstract boolean work();

    /** Takes a frame from upstream, on its thread. */
    abstract void offer(EncodedFrame frame);

    /** Closes all that is held and frees all that is native; once, in a turn. */
    abstract void release();

    /** Closes frames that were on their way in when all was released; in a turn. */
    abstract void discardWaiting();

    @Override
    public Context currentContext() {
        return context;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        if (Operators.validate(upstream, subscription)) {
            upstream = subscription;
            downstream.onSubscribe(this);
            subscribed = true;
            if (failure != null) {
                schedule();
            }
        }
    }

    @Override
    public void onNext(EncodedFrame frame) {
        if (cancelled || finished || failure != null) {
            frame.close();
            return;
        }
        offer(frame);
    }

    @Override
    public void onError(Throwable error) {
        if (finished) {
            Operators.onErrorDropped(error, context);
            return;
        }
        upstreamError = error;
        finished = true;
        schedule();
    }

    @Override
    public void onComplete() {
        finished = true;
        schedule();
    }

    @Override
    public void request(long pictures) {
        if (pictures <= 0) {
            fail(new IllegalArgumentException(
                    "§3.9: a request must be for at least one picture, got " + pictures));
        } else {
            Operators.addCap(REQUESTED, this, pictures);
            schedule();
        }
    }

    @Override
    public void cancel() {
        if (!cancelled) {
            cancelled = true;
            cancelUpstream();
            schedule();
        }
    }

    /** Ends the stream with an error of our own, whatever still waits; from any thread. */
    final void fail(Throwable error) {
        if (failure == null) {
            failure = error;
            cancelUpstream();
            schedule();
        }
    }

    private void cancelUpstream() {
        Subscription known = upstream;
        if (known != null) {
            known.cancel();
        }
    }

    /** Asks for a turn. */
    final void schedule() {
        if (DUE.compareAndSet(this, 0, 1)) {
            worker.enqueue(this);
        }
    }

    /** Waits for picture slots, and asks for a turn when one comes back. */
    final SlotWaiter room() {
        return room;
    }

    final DecodeWorker worker() {
        return worker;
    }

    @Override
    final void turn() {
        due = 0;
        if (released) {
            discardWaiting();
            tellFailure();
            return;
        }
        try {
            Throwable error = failure;
            if (!cancelled && error == null) {
                if (work()) {
                    schedule();
                }
            }
        } catch (Throwable e) {
            // Whatever it is: the thread belongs to other streams, too.
            failure = e;
        }
        if (cancelled || terminated || failure != null) {
            end();
        }
    }

    private void end() {
        released = true;
        try {
            if (!terminated) {
                cancelUpstream();
            }
            room.dispose();
            discardWaiting();
            release();
        } finally {
            whenGone.run();
            tellFailure();
        }
    }

    /** Not before downstream knows its subscription: the turn after that tells it then. */
    private void tellFailure() {
        Throwable error = failure;
        if (subscribed && !cancelled && !terminated && error != null) {
            terminated = true;
            cancelUpstream();
            Handover.error(downstream, error);
        }
    }

    /** Pictures that may be given now. */
    final long requested() {
        return requested;
    }

    /** True once upstream has ended, well or not. */
    final boolean isFinished() {
        return finished;
    }

    final boolean isCancelled() {
        return cancelled;
    }

    /** Gives a picture that was asked for. */
    final void emit(Picture picture) {
        if (cancelled) {
            picture.close();
            return;
        }
        if (Handover.next(downstream, picture)) {
            Operators.produced(REQUESTED, this, 1);
        } else {
            cancel();
        }
    }

    /** Ends as upstream did. */
    final void terminate() {
        terminated = true;
        Throwable error = upstreamError;
        if (cancelled) {
            return;
        }
        if (error == null) {
            Handover.complete(downstream);
        } else {
            Handover.error(downstream, error);
        }
    }

    /** Asks upstream for frames; in a turn. */
    final void pull(long frames) {
        Subscription known = upstream;
        if (known != null) {
            known.request(frames);
        }
    }
}
