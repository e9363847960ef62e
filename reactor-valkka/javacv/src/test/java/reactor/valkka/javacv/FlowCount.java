package reactor.valkka.javacv;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.Picture;

import java.util.concurrent.Flow;

/** Counts and closes pictures with the JDK's own interfaces, one at a time. */
final class FlowCount implements Flow.Subscriber<Picture> {
    volatile int pictures;
    volatile boolean completed;
    private Flow.@Nullable Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription s) {
        subscription = s;
        s.request(1);
    }

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    public void onNext(Picture picture) {
        picture.close();
        pictures++;
        if (subscription != null) {
            subscription.request(1);
        }
    }

    @Override
    public void onError(Throwable error) {
        throw new AssertionError(error);
    }

    @Override
    public void onComplete() {
        completed = true;
    }
}
