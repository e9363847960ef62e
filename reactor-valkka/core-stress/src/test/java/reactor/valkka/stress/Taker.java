package reactor.valkka.stress;

import org.reactivestreams.Subscription;

import reactor.core.CoreSubscriber;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.EncodedFrame;

/** Reads the number of each unit and closes it. Notes what must not be. */
final class Taker implements CoreSubscriber<EncodedFrame> {
    private final long atFirst;
    private volatile Subscription subscription;
    private int last = -1;
    private boolean inside;

    /** Units that came. */
    int units;

    /** Empty if all was right. */
    String wrong = "";

    Taker(long atFirst) {
        this.atFirst = atFirst;
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        if (atFirst > 0) {
            given.request(atFirst);
        }
    }

    void request(long frames) {
        subscription.request(frames);
    }

    void cancel() {
        subscription.cancel();
    }

    @Override
    public void onNext(EncodedFrame frame) {
        if (inside) {
            wrong += " two-at-once";
        }
        inside = true;
        if (frame instanceof AccessUnit unit) {
            int number = StressFrames.number(unit);
            if (units == 0 && !unit.isKeyFrame()) {
                wrong += " no-key-frame-first";
            }
            if (number <= last) {
                wrong += " out-of-order";
            }
            last = number;
            units++;
        }
        frame.close();
        inside = false;
    }

    @Override
    public void onError(Throwable error) {
        wrong += " " + error.getClass().getSimpleName();
    }

    @Override
    public void onComplete() {}

    /** What came of it: units out, and what was wrong. */
    static String verdict(long usedBytes, Taker... takers) {
        StringBuilder verdict = new StringBuilder(usedBytes == 0 ? "" : " lost " + usedBytes);
        for (Taker taker : takers) {
            verdict.append(taker.wrong);
        }
        return verdict.isEmpty() ? "right" : verdict.toString().trim();
    }
}
