package reactor.valkka.operator;

import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

import java.util.ArrayList;
import java.util.List;

/** A source that the test plays: it notes each request and emits when it is told to. */
final class ManualSource<F> implements Publisher<F>, Subscription {
    final List<Long> requests = new ArrayList<>();
    boolean cancelled;
    private Subscriber<? super F> subscriber = Operators.emptySubscriber();

    Flux<F> flux() {
        return Flux.from(this);
    }

    @Override
    public void subscribe(Subscriber<? super F> consumer) {
        subscriber = consumer;
        consumer.onSubscribe(this);
    }

    void next(F frame) {
        subscriber.onNext(frame);
    }

    void complete() {
        subscriber.onComplete();
    }

    void fail(Throwable error) {
        subscriber.onError(error);
    }

    @Override
    public void request(long frames) {
        requests.add(frames);
    }

    @Override
    public void cancel() {
        cancelled = true;
    }
}
