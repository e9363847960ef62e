package reactor.valkka.sink.http;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One connection of a mount to its camera: muxes what comes and puts it into the ring.
 *
 * <p><b>Demand:</b> a live stream is always asked for more; an on-demand stream for one frame at a
 * time, while the ring has room.
 */
final class Feed implements CoreSubscriber<EncodedFrame> {
    private static final int LIVE_DEMAND = 16;

    private final Mount mount;
    private final Muxer muxer;
    private final int connectionNumber;
    private final AtomicReference<@Nullable Subscription> upstream = new AtomicReference<>();
    private final AtomicInteger outstanding = new AtomicInteger();
    private final AtomicInteger pulls = new AtomicInteger();
    private volatile int demandMax = 1;
    private volatile boolean over;

    /**
     * A connection that has not begun.
     *
     * @param connectionNumber its number in the mount's ring
     */
    Feed(Mount mount, Muxer muxer, int connectionNumber) {
        this.mount = mount;
        this.muxer = muxer;
        this.connectionNumber = connectionNumber;
    }

    int connectionNumber() {
        return connectionNumber;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        if (!upstream.compareAndSet(null, subscription)) {
            subscription.cancel();
            return;
        }
        pull();
    }

    @Override
    public void onNext(EncodedFrame frame) {
        if (over) {
            frame.close();
            return;
        }
        outstanding.decrementAndGet();
        boolean live = frame.pacing() == Pacing.LIVE;
        demandMax = live ? LIVE_DEMAND : 1;
        try {
            muxer.accept(frame);
        } catch (RuntimeException e) {
            cancel();
            mount.ended(this, e);
            return;
        }
        pull();
    }

    /** Asks for more where that is wanted; from any thread. */
    void pull() {
        if (pulls.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            Subscription subscription = upstream.get();
            int wanted = demandMax - outstanding.get();
            if (!over
                    && subscription != null
                    && isWorthAsking(wanted)
                    && mount.ring().hasRoom()) {
                outstanding.addAndGet(wanted);
                subscription.request(wanted);
            }
            missed = pulls.addAndGet(-missed);
        } while (missed != 0);
    }

    private boolean isWorthAsking(int wanted) {
        return wanted > 0 && 2 * wanted >= demandMax;
    }

    @Override
    public void onError(Throwable failure) {
        if (!over) {
            over = true;
            muxer.close();
            mount.ended(this, failure);
        }
    }

    @Override
    public void onComplete() {
        if (!over) {
            over = true;
            muxer.finish();
            mount.ended(this, null);
        }
    }

    /** Lets the camera go. */
    void cancel() {
        over = true;
        Subscription subscription = upstream.getAndSet(Operators.cancelledSubscription());
        if (subscription != null) {
            subscription.cancel();
        }
        muxer.close();
    }
}
