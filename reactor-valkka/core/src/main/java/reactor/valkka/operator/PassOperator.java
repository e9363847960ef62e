package reactor.valkka.operator;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;
import reactor.valkka.frame.Frame;

/**
 * An operator that answers each frame at once, by one result or by asking for another frame, and
 * holds nothing. Demand passes it as it is. Frames that come after the end are closed.
 *
 * <p><b>Threads:</b> those of the source.
 */
abstract class PassOperator<F extends Frame, R> implements CoreSubscriber<F>, Subscription {
    private final CoreSubscriber<? super R> downstream;
    private @Nullable Subscription upstream;
    private volatile boolean cancelled;
    private boolean done;

    PassOperator(CoreSubscriber<? super R> downstream) {
        this.downstream = downstream;
    }

    /**
     * Owns the frame: makes a result of it, which may be the frame itself, or closes it and returns
     * {@code null} for another frame in its place. The frame is closed for it if it throws.
     */
    abstract @Nullable R apply(F frame);

    @Override
    public final void onSubscribe(Subscription subscription) {
        if (Operators.validate(upstream, subscription)) {
            upstream = subscription;
            downstream.onSubscribe(this);
        }
    }

    @Override
    public final void onNext(F frame) {
        if (done || cancelled) {
            frame.close();
            return;
        }
        R result;
        try {
            result = apply(frame);
        } catch (Throwable e) {
            frame.close();
            onError(Operators.onOperatorError(upstream, e, currentContext()));
            return;
        }
        if (result == null) {
            request(1);
        } else {
            downstream.onNext(result);
        }
    }

    @Override
    public final void onError(Throwable error) {
        if (done) {
            Operators.onErrorDropped(error, currentContext());
            return;
        }
        done = true;
        downstream.onError(error);
    }

    @Override
    public final void onComplete() {
        if (!done) {
            done = true;
            downstream.onComplete();
        }
    }

    @Override
    public final Context currentContext() {
        return downstream.currentContext();
    }

    @Override
    public final void request(long frames) {
        Subscription source = upstream;
        if (source != null) {
            source.request(frames);
        }
    }

    @Override
    public final void cancel() {
        cancelled = true;
        Subscription source = upstream;
        if (source != null) {
            source.cancel();
        }
    }
}
