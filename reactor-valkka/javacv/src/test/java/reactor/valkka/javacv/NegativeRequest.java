package reactor.valkka.javacv;

import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

import reactor.valkka.frame.Picture;

import java.util.concurrent.atomic.AtomicInteger;

/** Asks for minus one picture and counts how often it is told off. */
record NegativeRequest(AtomicInteger refused) implements Subscriber<Picture> {

    @Override
    public void onSubscribe(Subscription subscription) {
        subscription.request(-1);
    }

    @Override
    public void onNext(Picture picture) {
        picture.close();
    }

    @Override
    public void onError(Throwable error) {
        if (error instanceof IllegalArgumentException) {
            refused.incrementAndGet();
        }
    }

    @Override
    public void onComplete() {}
}
