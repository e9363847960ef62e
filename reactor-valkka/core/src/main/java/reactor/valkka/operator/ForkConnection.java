package reactor.valkka.operator;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

import reactor.core.CoreSubscriber;
import reactor.valkka.frame.Frame;
import reactor.valkka.frame.KeyFramed;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A fork's subscription to its source: asks for what the branches want, and hands each frame to
 * all of them.
 */
final class ForkConnection<F extends Frame> implements CoreSubscriber<F> {
    /** Frames asked for in advance of a live encoded stream; asked again when half have come. */
    private static final int LIVE_WINDOW = 64;

    private final ForkHub<F> hub;
    private final ForkGroup<F> group;
    private final AtomicInteger asking = new AtomicInteger();

    private volatile @Nullable Subscription upstream;
    private volatile boolean cancelled;
    private @Nullable StreamId stream;
    private @Nullable Pacing pacing;
    private boolean keyFramed;
    private long outstanding;

    /** True while it asks by itself, however branches ask: for a live encoded stream. */
    private volatile boolean selfPaced;

    ForkConnection(ForkHub<F> hub) {
        this.hub = hub;
        group = new ForkGroup<>(hub.config().groupUnitsMax());
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        upstream = subscription;
        if (cancelled) {
            subscription.cancel();
        } else {
            askUpstream();
        }
    }

    @Override
    public void onNext(F frame) {
        ForkBranch<F> @Nullable [] targets;
        List<F> outdated;
        boolean asks = true;
        synchronized (hub) {
            if (cancelled) {
                targets = null;
                outdated = List.of();
            } else {
                look(frame);
                asks = !selfPaced || isWindowHalfUsed();
                group.keep(frame);
                outdated = group.takeToClose();
                targets = hub.branches();
            }
        }
        if (targets == null) {
            frame.close();
            return;
        }
        outdated.forEach(Frame::close);
        for (int i = 0; i < targets.length - 1; i++) {
            targets[i].outlet().push(share(frame));
        }
        if (targets.length > 0) {
            targets[targets.length - 1].outlet().push(frame);
        } else {
            frame.close();
        }
        if (asks) {
            askUpstream();
        }
    }

    private boolean isWindowHalfUsed() {
        return outstanding <= LIVE_WINDOW / 2;
    }

    private void look(F frame) {
        outstanding--;
        boolean setup = frame instanceof KeyFramed framed
                && framed.dependency() == KeyFramed.Dependency.SETUP;
        if (pacing == null || setup) {
            pacing = frame.pacing();
            keyFramed = frame instanceof KeyFramed;
            selfPaced = keyFramed && pacing == Pacing.LIVE;
        }
        if (stream == null) {
            stream = frame.stream();
        }
    }

    @SuppressWarnings("unchecked") // every kind of frame shares as itself
    static <F extends Frame> F share(F frame) {
        return (F) frame.share();
    }

    @Override
    public void onError(Throwable error) {
        for (ForkBranch<F> branch : end()) {
            branch.outlet().fail(error);
        }
    }

    @Override
    public void onComplete() {
        for (ForkBranch<F> branch : end()) {
            branch.outlet().complete();
        }
    }

    private ForkBranch<F>[] end() {
        ForkBranch<F>[] last;
        synchronized (hub) {
            retire();
            last = hub.ended(this);
        }
        closeGroup();
        return last;
    }

    private void closeGroup() {
        List<F> outdated;
        synchronized (hub) {
            outdated = group.takeToClose();
        }
        outdated.forEach(Frame::close);
    }

    /** Hands nothing on from now on. Under the hub's lock, with which it is forgotten. */
    void retire() {
        cancelled = true;
        group.clear();
    }

    /** Lets go of the source and of what was kept, after {@link #retire}. */
    void cancel() {
        closeGroup();
        Subscription subscription = upstream;
        if (subscription != null) {
            subscription.cancel();
        }
    }

    /** Gives a branch the units since the last key frame. Under the hub's lock. */
    void greet(ForkBranch<F> branch) {
        group.copyTo(branch.outlet());
    }

    /** Why a branch comes too late, or null if it does not. Under the hub's lock. */
    @Nullable
    LateBranchException refusal(ForkBranch<F> branch) {
        StreamId begun = stream;
        return begun != null && pacing == Pacing.ON_DEMAND && branch.isStrict()
                ? new LateBranchException(begun, branch.name)
                : null;
    }

    /** Branches want more; a live encoded stream is asked as its frames come. */
    void branchesWant() {
        if (!selfPaced) {
            askUpstream();
        }
    }

    /** Asks for what the branches want beyond what is on its way; one thread at a time. */
    void askUpstream() {
        if (asking.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            Subscription subscription = upstream;
            long frames = subscription == null ? 0 : book();
            if (frames > 0 && subscription != null) {
                subscription.request(frames);
            }
            missed = asking.addAndGet(-missed);
        } while (missed != 0);
    }

    private long book() {
        synchronized (hub) {
            long frames = cancelled ? 0 : Math.max(0, wanted() - outstanding);
            outstanding += frames;
            return frames;
        }
    }

    /** Frames that should be on their way now. */
    private long wanted() {
        if (selfPaced) {
            return isWindowHalfUsed() ? LIVE_WINDOW : 0;
        }
        long room = Long.MAX_VALUE;
        boolean wants = false;
        long now = System.nanoTime();
        for (ForkBranch<F> branch : hub.branches()) {
            if (branch.isStrict() && pacing == Pacing.ON_DEMAND) {
                room = Math.min(room, branch.room());
            } else {
                wants |= branch.wants(now);
            }
        }
        return room == Long.MAX_VALUE ? (wants ? 1 : 0) : room;
    }
}
