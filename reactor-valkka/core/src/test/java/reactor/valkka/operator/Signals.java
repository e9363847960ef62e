package reactor.valkka.operator;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

import reactor.core.CoreSubscriber;
import reactor.valkka.frame.Frame;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A bare subscriber, without the guard rails of Reactor's: asks for all, notes what it gets, closes
 * the frames, and throws at a frame where the test says so.
 */
public final class Signals implements CoreSubscriber<Frame> {
    public final List<Integer> numbers = new ArrayList<>();
    public final List<Throwable> errors = new ArrayList<>();
    public int completions;
    public @Nullable Error failure;
    private @Nullable Subscription subscription;

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        given.request(8);
    }

    @Override
    public void onNext(Frame frame) {
        numbers.add(TestFrames.number(frame));
        Error thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
        frame.close();
    }

    @Override
    public void onError(Throwable error) {
        errors.add(error);
    }

    @Override
    public void onComplete() {
        completions++;
    }

    public void request(long frames) {
        Objects.requireNonNull(subscription).request(frames);
    }

    public void cancel() {
        Objects.requireNonNull(subscription).cancel();
    }
}
