package reactor.valkka.stress;

import org.reactivestreams.Subscription;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.valkka.frame.EncodedFrame;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/** A source that one thread drives. Sends nothing that was not asked for. */
final class Emitter extends Flux<EncodedFrame> implements Subscription {
    private static final AtomicLongFieldUpdater<Emitter> REQUESTED =
            AtomicLongFieldUpdater.newUpdater(Emitter.class, "requested");

    private volatile long requested;
    private volatile boolean cancelled;
    private volatile CoreSubscriber<? super EncodedFrame> subscriber;

    @Override
    public void subscribe(CoreSubscriber<? super EncodedFrame> actual) {
        subscriber = actual;
        actual.onSubscribe(this);
    }

    /** Sends a frame, or closes it where nobody asked for it. */
    void emit(EncodedFrame frame) {
        if (cancelled || requested == 0) {
            frame.close();
            return;
        }
        Operators.produced(REQUESTED, this, 1);
        subscriber.onNext(frame);
    }

    void complete() {
        if (!cancelled) {
            subscriber.onComplete();
        }
    }

    @Override
    public void request(long frames) {
        Operators.addCap(REQUESTED, this, frames);
    }

    @Override
    public void cancel() {
        cancelled = true;
    }
}
