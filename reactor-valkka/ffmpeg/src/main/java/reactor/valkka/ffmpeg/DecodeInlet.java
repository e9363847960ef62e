package reactor.valkka.ffmpeg;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.spi.SpscFrameQueue;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Where a decoder's frames wait for its turn: two at most, all others wait upstream. While only key
 * frames are decoded, everything else is closed as it comes, however long the turn takes to come,
 * and only the newest key frame waits: so a stream whose turns are rare still shows what is new.
 * For that much is asked for ahead. When it ends, at a key frame, what was asked for already waits
 * here, too, up to a bound behind which all is closed until the next key frame. So what waits can
 * be decoded, whenever closing began and ended, as long as whoever polls a key frame {@linkplain
 * #isBehindGap() behind a gap} decodes nothing that leads it.
 *
 * <p><b>Threads:</b> upstream's offers, the worker does all else.
 */
final class DecodeInlet {
    private static final int WAITING_MAX = 2;

    /** What happens to what is no key frame. */
    private enum Passage {
        ALL_WAIT,
        CLOSED,
        CLOSED_UNTIL_KEY_FRAME
    }

    /** What may be on its way where it is closed as it comes: units of some seconds. */
    private static final int PASSING_MAX = 64;

    /** What waits of that at most when it is not closed any more; as much as in an outlet. */
    private static final int LEFT_OVER_MAX = 16;

    private final SpscFrameQueue<EncodedFrame> queue = new SpscFrameQueue<>(PASSING_MAX);
    private final AtomicReference<@Nullable AccessUnit> keyFrame = new AtomicReference<>();
    private final AtomicIntegerArray closed = new AtomicIntegerArray(UnitRole.COUNT);
    private final AtomicLong offered = new AtomicLong();
    private final AtomicLong passed = new AtomicLong();
    private final Queue<AccessUnit> behindGaps = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Passage> passage = new AtomicReference<>(Passage.ALL_WAIT);
    private volatile long requested;
    private long polled;
    private boolean alone;
    private boolean behindGap;

    /**
     * Takes a frame over.
     *
     * @return false if upstream sent more than was asked for; then the caller keeps the frame
     */
    boolean offer(EncodedFrame frame) {
        if (offered.getPlain() >= requested) {
            return false;
        }
        offered.setPlain(offered.getPlain() + 1);
        if (frame.pacing() != Pacing.LIVE || waits(frame)) {
            return queue.offer(frame);
        }
        passed.setRelease(passed.getPlain() + 1);
        if (!(frame instanceof AccessUnit unit) || unit.track().kind() != TrackKind.VIDEO) {
            frame.close();
        } else if (unit.isKeyFrame()) {
            closeCounted(keyFrame.getAndSet(unit));
        } else {
            closeCounted(unit);
        }
        return true;
    }

    private boolean waits(EncodedFrame frame) {
        if (queue.size() >= LEFT_OVER_MAX) {
            passage.compareAndSet(Passage.ALL_WAIT, Passage.CLOSED_UNTIL_KEY_FRAME);
            return false;
        }
        return !isFiltering() || isEndOfFilter(frame);
    }

    /** At a key frame, which a waiting one gives way to. */
    private boolean isEndOfFilter(EncodedFrame frame) {
        boolean ends = frame instanceof AccessUnit unit
                && unit.track().kind() == TrackKind.VIDEO
                && unit.isKeyFrame()
                && passage.compareAndSet(Passage.CLOSED_UNTIL_KEY_FRAME, Passage.ALL_WAIT);
        if (ends) {
            closeCounted(keyFrame.getAndSet(null));
            behindGaps.add((AccessUnit) frame);
        }
        return ends;
    }

    private void closeCounted(@Nullable AccessUnit unit) {
        if (unit != null) {
            closed.getAndIncrement(UnitRole.of(unit).ordinal());
            unit.close();
        }
    }

    /** The number of units that were closed as they came, since it was last asked. */
    int takeClosed(UnitRole role) {
        return closed.get(role.ordinal()) == 0 ? 0 : closed.getAndSet(role.ordinal(), 0);
    }

    /**
     * The next frame, or {@code null}. A key frame that waited before the queue was seen to be
     * empty, and still waits, came before all that the queue has got since.
     */
    @Nullable
    EncodedFrame poll() {
        while (true) {
            AccessUnit waiting = keyFrame.get();
            EncodedFrame next = queue.poll();
            alone = next == null;
            if (next != null) {
                polled++;
                behindGap = behindGaps.peek() == next;
                if (behindGap) {
                    behindGaps.remove();
                }
                return next;
            }
            if (waiting == null || keyFrame.compareAndSet(waiting, null)) {
                behindGap = waiting != null;
                return waiting;
            }
        }
    }

    /** True if units that came behind what was polled last may have been closed as they came. */
    boolean isAlone() {
        return isFiltering() || alone;
    }

    /** True if what was polled last is a key frame before which units may have been closed. */
    boolean isBehindGap() {
        return behindGap;
    }

    boolean isEmpty() {
        return queue.isEmpty() && keyFrame.get() == null;
    }

    /** From now on closes all but key frames as it comes. */
    void filter() {
        if (passage.getPlain() != Passage.CLOSED) {
            passage.set(Passage.CLOSED);
        }
    }

    /** Lets all wait from the next key frame on. */
    void endFilter() {
        if (passage.getPlain() == Passage.CLOSED) {
            passage.compareAndSet(Passage.CLOSED, Passage.CLOSED_UNTIL_KEY_FRAME);
        }
    }

    private boolean isFiltering() {
        return passage.get() != Passage.ALL_WAIT;
    }

    /**
     * How many frames to ask upstream for, which are on their way from now on.
     *
     * @param wantsMore false if what passes is to become less
     */
    int ask(boolean wantsMore) {
        int known = onTheirWay();
        int most = isFiltering() && wantsMore ? PASSING_MAX : WAITING_MAX;
        if (known > most / 2) {
            return 0;
        }
        requested = requested + most - known;
        return most - known;
    }

    /** What was asked for and has not been polled or closed. */
    private int onTheirWay() {
        return (int) (requested - passed.getAcquire() - polled);
    }

    /** Closes all that waits. */
    void clear() {
        queue.clear();
        behindGaps.clear();
        AccessUnit waiting = keyFrame.getAndSet(null);
        if (waiting != null) {
            waiting.close();
        }
    }
}
