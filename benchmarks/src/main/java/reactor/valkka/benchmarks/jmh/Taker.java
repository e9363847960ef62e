package reactor.valkka.benchmarks.jmh;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

import reactor.core.CoreSubscriber;
import reactor.valkka.frame.Frame;

import java.util.concurrent.atomic.AtomicLong;

/** Takes frames and closes them: what a benchmark has at the end of its stream. */
final class Taker implements CoreSubscriber<Frame> {
    private final long first;
    private final long again;
    private final AtomicLong taken = new AtomicLong();
    private @Nullable Subscription subscription;
    private volatile @Nullable Throwable failure;

    private Taker(long first, long again) {
        this.first = first;
        this.again = again;
    }

    /** Asks for everything at once. */
    static Taker ofAll() {
        return new Taker(Long.MAX_VALUE, 0);
    }

    /** Asks for one frame after the other. */
    static Taker oneByOne() {
        return new Taker(1, 1);
    }

    /** Asks when it is told to. */
    static Taker whenTold() {
        return new Taker(0, 0);
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        request(first);
    }

    void request(long frames) {
        Subscription known = subscription;
        if (known != null && frames > 0) {
            known.request(frames);
        }
    }

    void cancel() {
        Subscription known = subscription;
        if (known != null) {
            known.cancel();
        }
    }

    @Override
    public void onNext(Frame frame) {
        frame.close();
        taken.lazySet(taken.getPlain() + 1);
        request(again);
    }

    @Override
    public void onError(Throwable error) {
        failure = error;
    }

    @Override
    public void onComplete() {
        failure = new IllegalStateException("The stream of a benchmark has ended");
    }

    /** Frames taken so far. */
    long taken() {
        return taken.getAcquire();
    }

    /** Waits, without sleeping, until so many were taken; throws if the stream has ended. */
    void await(long frames) {
        while (taken() < frames) {
            check();
            Thread.onSpinWait();
        }
    }

    /** Throws if the stream has ended, so that nothing is measured that does not happen. */
    void check() {
        Throwable error = failure;
        if (error != null) {
            throw new IllegalStateException(error);
        }
    }
}
