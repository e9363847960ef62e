package reactor.valkka.spi;

import org.jspecify.annotations.Nullable;

import reactor.valkka.Overflow;
import reactor.valkka.OverflowException;
import reactor.valkka.frame.Frame;
import reactor.valkka.frame.KeyFramed;
import reactor.valkka.frame.Pacing;
import reactor.valkka.pool.FrameReference;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * What waits for one consumer, and the policy that bounds it. Guarded by its own lock, which is
 * held for a few steps: any thread may offer, poll and clear. Frames are closed after it, as that
 * calls those who wait for a free slot.
 */
final class OverflowQueue<F extends Frame> {
    private final Overflow<? super F> policy;
    private final String consumer;
    private final DropLog drops;
    private final boolean waitsForKeyFrames;
    private final ArrayDeque<F> waiting = new ArrayDeque<>();
    private final KeyFrameGate gate = new KeyFrameGate();
    private final SetupAnnouncer<F> announcer = new SetupAnnouncer<>();
    private int preloaded;
    private @Nullable F announcedBehind;
    private List<F> toClose = List.of();

    OverflowQueue(Overflow<? super F> policy, String consumer, DropLog drops) {
        this.policy = policy;
        this.consumer = consumer;
        this.drops = drops;
        waitsForKeyFrames = policy instanceof Overflow.SkipToKeyFrame
                || policy instanceof Overflow.DropUntilKeyFrame;
    }

    /**
     * Offers a frame that was asked for and takes the next one: the frame itself, where none waits
     * before it.
     *
     * @param unanswered requests that no waiting frame will answer yet
     * @throws OverflowException where the policy says so; the frame is closed
     */
    @Nullable
    F pass(F frame, long unanswered) {
        synchronized (this) {
            if (waiting.isEmpty() && announcedBehind == null && passes(frame)) {
                note(frame);
                return behindSetup(frame);
            }
        }
        offer(frame, unanswered);
        return poll();
    }

    /** Whether a frame that none waits before may go on; to ask again changes nothing. */
    private boolean passes(F frame) {
        if (frame.pacing() == Pacing.ON_DEMAND) {
            return true;
        }
        return waitsForKeyFrames
                ? gate.admits((KeyFramed) frame)
                : !(policy instanceof Overflow.Backpressure);
    }

    private void note(F frame) {
        if (frame instanceof FrameReference reference) {
            reference.heldBy(consumer);
        }
    }

    /**
     * Adds a frame, or drops it or others by the policy.
     *
     * @param unanswered requests that no waiting frame will answer yet
     * @throws OverflowException where the policy says so; the frame is closed
     */
    void offer(F frame, long unanswered) {
        OverflowException refusal;
        List<F> dropped;
        synchronized (this) {
            refusal = admit(frame, unanswered);
            dropped = takeToClose();
        }
        dropped.forEach(Frame::close);
        if (refusal != null) {
            throw refusal;
        }
    }

    private @Nullable OverflowException admit(F frame, long unanswered) {
        note(frame);
        if (policy instanceof Overflow.Latest) {
            replace(frame);
        } else if (policy instanceof Overflow.OnRequest) {
            answer(frame, unanswered);
        } else if (policy instanceof Overflow.Fail fail) {
            return addOrFail(frame, fail.frames());
        } else if (policy instanceof Overflow.Backpressure) {
            return addOnDemand(frame);
        } else if (frame.pacing() == Pacing.ON_DEMAND) {
            waiting.add(frame);
        } else if (policy instanceof Overflow.SkipToKeyFrame skip) {
            addOrSkip(frame, (KeyFramed) frame, skip.units() + preloaded);
        } else if (policy instanceof Overflow.DropUntilKeyFrame drop) {
            addOrRefuse(frame, (KeyFramed) frame, drop.units() + preloaded);
        }
        return null;
    }

    /** What fell out since the last time; to be closed without the lock. */
    private List<F> takeToClose() {
        List<F> taken = toClose;
        toClose = List.of();
        return taken;
    }

    private void closeLater(F frame) {
        if (toClose.isEmpty()) {
            toClose = new ArrayList<>(1);
        }
        toClose.add(frame);
    }

    /** Adds what a late consumer starts with, beyond the bound. */
    void preload(F frame) {
        if (!addPreloaded(frame)) {
            frame.close();
        }
    }

    private synchronized boolean addPreloaded(F frame) {
        if (frame instanceof KeyFramed keyFramed && !gate.admits(keyFramed)) {
            return false;
        }
        waiting.add(frame);
        preloaded++;
        return true;
    }

    /** The next frame to hand on: the setup of the oldest one first if it is not known yet. */
    synchronized @Nullable F poll() {
        F behind = announcedBehind;
        if (behind != null) {
            announcedBehind = null;
            return behind;
        }
        F next = waiting.poll();
        if (next == null) {
            return null;
        }
        preloaded = Math.max(0, preloaded - 1);
        return behindSetup(next);
    }

    private F behindSetup(F next) {
        F setup = announcer.before(next);
        if (setup == null) {
            return next;
        }
        announcedBehind = next;
        return setup;
    }

    synchronized int size() {
        return waiting.size() + (announcedBehind == null ? 0 : 1);
    }

    /** Frames more that may wait before the policy acts; only counted for back-pressure. */
    synchronized int room() {
        return bound(policy) + preloaded - size();
    }

    private static int bound(Overflow<?> policy) {
        if (policy instanceof Overflow.SkipToKeyFrame skip) {
            return skip.units();
        } else if (policy instanceof Overflow.DropUntilKeyFrame drop) {
            return drop.units();
        } else if (policy instanceof Overflow.Fail fail) {
            return fail.frames();
        } else if (policy instanceof Overflow.Backpressure backpressure) {
            return backpressure.prefetch();
        }
        return 1;
    }

    void clear() {
        takeAll().forEach(Frame::close);
    }

    private synchronized List<F> takeAll() {
        F behind = announcedBehind;
        if (behind == null && waiting.isEmpty()) {
            return List.of();
        }
        List<F> all = new ArrayList<>(waiting);
        if (behind != null) {
            all.add(0, behind);
            announcedBehind = null;
        }
        waiting.clear();
        preloaded = 0;
        return all;
    }

    private void replace(F frame) {
        F older = waiting.poll();
        if (older != null) {
            closeLater(drops.replaced(older));
        }
        waiting.add(frame);
    }

    private void answer(F frame, long unanswered) {
        if (unanswered > waiting.size()) {
            waiting.add(frame);
        } else {
            closeLater(drops.replaced(frame));
        }
    }

    private @Nullable OverflowException addOrFail(F frame, int bound) {
        if (waiting.size() >= bound) {
            closeLater(frame);
            return new OverflowException(
                    frame.stream(), consumer, bound + " frames wait and nobody takes them");
        }
        waiting.add(frame);
        return null;
    }

    private @Nullable OverflowException addOnDemand(F frame) {
        if (frame.pacing() == Pacing.LIVE) {
            closeLater(frame);
            return new OverflowException(
                    frame.stream(),
                    consumer,
                    "asks for back-pressure, but the stream is live and cannot be held back;"
                            + " choose a policy that drops");
        }
        waiting.add(frame);
        return null;
    }

    private void addOrSkip(F frame, KeyFramed keyFramed, int bound) {
        if (!gate.admits(keyFramed)) {
            closeLater(drops.gated(frame));
            return;
        }
        if (waiting.size() >= bound && !isSetup(keyFramed)) {
            skip(keyFramed);
            if (waiting.size() >= bound || !gate.isOpen()) {
                dropAll();
                gate.close();
                closeLater(drops.dropped(frame));
                return;
            }
        }
        append(frame);
    }

    /** Drops what waits before the newest key frame; all, where the new frame is one. */
    private void skip(KeyFramed newest) {
        int keep = newest.startsAtKeyFrame() ? 0 : fromNewestKeyFrame();
        while (waiting.size() > keep) {
            closeLater(drops.dropped(waiting.remove()));
        }
        preloaded = 0;
    }

    /** Number of waiting frames from the newest key frame on, 0 where none waits. */
    private int fromNewestKeyFrame() {
        int count = 0;
        Iterator<F> newestFirst = waiting.descendingIterator();
        while (newestFirst.hasNext()) {
            count++;
            if (((KeyFramed) newestFirst.next()).startsAtKeyFrame()) {
                return count;
            }
        }
        gate.close();
        return 0;
    }

    private void dropAll() {
        while (!waiting.isEmpty()) {
            closeLater(drops.dropped(waiting.remove()));
        }
    }

    private void addOrRefuse(F frame, KeyFramed keyFramed, int bound) {
        if (!gate.admits(keyFramed)) {
            closeLater(drops.gated(frame));
        } else if (waiting.size() < bound || isSetup(keyFramed)) {
            append(frame);
        } else {
            gate.dropped(keyFramed);
            closeLater(drops.overflowed(frame));
        }
    }

    /** Of setups in a row only the last counts: a camera that only says hello is bounded. */
    private void append(F frame) {
        F tail = waiting.peekLast();
        if (tail instanceof KeyFramed before
                && isSetup(before)
                && frame instanceof KeyFramed next
                && isSetup(next)) {
            closeLater(waiting.removeLast());
        }
        waiting.add(frame);
    }

    private static boolean isSetup(KeyFramed frame) {
        return frame.dependency() == KeyFramed.Dependency.SETUP;
    }
}
