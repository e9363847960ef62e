package reactor.valkka.ffmpeg;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;
import reactor.valkka.count.Counter;
import reactor.valkka.frame.Frame;
import reactor.valkka.frame.HostPicture;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.Picture;
import reactor.valkka.pool.FrameBuffer;
import reactor.valkka.pool.PoolShare;
import reactor.valkka.pool.SlotWaiter;
import reactor.valkka.spi.Handover;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Scales one picture at a time. Whatever happens (a picture, a request, a slot, the end) asks for a
 * turn, and one thread at a time takes them all, so the native context is never used by two.
 */
final class ScaleSubscriber implements CoreSubscriber<Picture>, Subscription {
    private static final AtomicIntegerFieldUpdater<ScaleSubscriber> TURNS =
            AtomicIntegerFieldUpdater.newUpdater(ScaleSubscriber.class, "turns");
    private static final AtomicLongFieldUpdater<ScaleSubscriber> REQUESTED =
            AtomicLongFieldUpdater.newUpdater(ScaleSubscriber.class, "requested");

    private final CoreSubscriber<? super Picture> downstream;
    private final Scale scale;
    private final Context context;
    private final Scaler scaler;
    private final SlotWaiter slotFree = new SlotWaiter(this::drain);
    private final AtomicReference<@Nullable Picture> taken = new AtomicReference<>();

    private @Nullable Subscription upstream;
    private @Nullable PoolShare share;
    private boolean asked;
    private boolean ended;
    private volatile int turns;
    private volatile long requested;
    private volatile boolean cancelled;
    private volatile boolean finished;
    private volatile @Nullable Throwable error;

    ScaleSubscriber(CoreSubscriber<? super Picture> downstream, Scale scale) {
        this.downstream = downstream;
        this.scale = scale;
        context = Operators.enableOnDiscard(downstream.currentContext(), element -> {
            if (element instanceof Frame frame) {
                frame.close();
            }
        });
        scaler = new Scaler(scale.format(), scale.filter());
    }

    @Override
    public Context currentContext() {
        return context;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        if (Operators.validate(upstream, subscription)) {
            upstream = subscription;
            downstream.onSubscribe(this);
        }
    }

    @Override
    public void onNext(Picture picture) {
        if (finished || cancelled || !taken.compareAndSet(null, picture)) {
            picture.close();
            return;
        }
        drain();
    }

    @Override
    public void onError(Throwable failure) {
        if (finished) {
            Operators.onErrorDropped(failure, context);
            return;
        }
        error = failure;
        finished = true;
        drain();
    }

    @Override
    public void onComplete() {
        finished = true;
        drain();
    }

    @Override
    public void request(long pictures) {
        if (pictures <= 0) {
            fail(new IllegalArgumentException(
                    "§3.9: a request must be for at least one picture, got " + pictures));
            return;
        }
        Operators.addCap(REQUESTED, this, pictures);
        drain();
    }

    private void fail(Throwable failure) {
        error = failure;
        finished = true;
        cancelUpstream();
        closeTaken();
        drain();
    }

    @Override
    public void cancel() {
        if (!cancelled) {
            cancelled = true;
            cancelUpstream();
            drain();
        }
    }

    private void cancelUpstream() {
        Subscription known = upstream;
        if (known != null) {
            known.cancel();
        }
    }

    private void drain() {
        if (TURNS.getAndIncrement(this) != 0) {
            return;
        }
        int missed = 1;
        do {
            try {
                turn();
            } catch (Throwable e) {
                fail(e); // asks for one more turn, which tells it
            }
            missed = TURNS.addAndGet(this, -missed);
        } while (missed != 0);
    }

    private void turn() {
        while (!ended) {
            if (cancelled) {
                end();
                return;
            }
            boolean last = finished;
            Picture picture = taken.get();
            if (picture != null) {
                if (!pass((HostPicture) picture)) {
                    return;
                }
            } else if (last) {
                try {
                    end();
                } finally {
                    tellEnd();
                }
            } else if (requested > 0 && !asked) {
                asked = true;
                ask();
            } else {
                return;
            }
        }
        closeTaken(); // one that came while the end was on its way
    }

    private void tellEnd() {
        Throwable failure = error;
        if (failure == null) {
            Handover.complete(downstream);
        } else {
            Handover.error(downstream, failure);
        }
    }

    private void ask() {
        Subscription known = upstream;
        if (known != null) {
            known.request(1);
        }
    }

    /** Scales a picture and hands it on; false if it has to wait for a slot. */
    private boolean pass(HostPicture picture) {
        FrameBuffer slot = acquire(picture);
        if (slot == null && picture.pacing() == Pacing.ON_DEMAND) {
            slotFree.await(scale.pool());
            slot = acquire(picture);
            if (slot == null) {
                return false;
            }
        }
        if (!taken.compareAndSet(picture, null)) {
            if (slot != null) {
                slot.close();
            }
            return true;
        }
        asked = false;
        try (picture) {
            if (slot == null) {
                scale.counters().of(picture.stream()).increment(Counter.POOL_EXHAUSTED);
                return true;
            }
            Picture made = scaler.scale(picture, slot);
            Operators.produced(REQUESTED, this, 1);
            if (!Handover.next(downstream, made)) {
                cancel();
            }
            return true;
        }
    }

    private @Nullable FrameBuffer acquire(HostPicture picture) {
        PoolShare known = share;
        if (known == null || !known.owner().equals(picture.stream())) {
            if (known != null) {
                known.close();
            }
            known = scale.pool().share(picture.stream(), 0);
            share = known;
        }
        return known.tryAcquire(scale.format().slotBytes());
    }

    private void end() {
        ended = true;
        slotFree.dispose();
        closeTaken();
        try {
            scaler.close();
        } finally {
            PoolShare known = share;
            if (known != null) {
                known.close();
            }
        }
    }

    private void closeTaken() {
        Picture waiting = taken.getAndSet(null);
        if (waiting != null) {
            waiting.close();
        }
    }
}
