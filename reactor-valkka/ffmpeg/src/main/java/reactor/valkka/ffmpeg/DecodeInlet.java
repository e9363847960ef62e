package reactor.valkka.ffmpeg;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.spi.SpscFrameQueue;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Where a decoder's frames wait for its turn: two at most, all others wait upstream. While only key
 * frames are decoded, everything else is closed as it comes, however long the turn takes to come,
 * and only the newest key frame waits: so a stream whose turns are rare still shows what is new.
 *
 * <p><b>Threads:</b> upstream's offers, the worker does all else.
 */
final class DecodeInlet {
    private static final int WAITING_MAX = 2;

    /** What may be on its way where it is closed as it comes: units of some seconds. */
    private static final int PASSING_MAX = 64;

    private final SpscFrameQueue<EncodedFrame> queue = new SpscFrameQueue<>(PASSING_MAX);
    private final AtomicReference<@Nullable AccessUnit> keyFrame = new AtomicReference<>();
    private final AtomicIntegerArray closed = new AtomicIntegerArray(UnitRole.COUNT);
    private final AtomicLong offered = new AtomicLong();
    private final AtomicLong passed = new AtomicLong();
    private volatile long requested;
    private long polled;
    private boolean alone;
    private volatile boolean filtering;

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
        if (!filtering || frame.pacing() != Pacing.LIVE) {
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

    /** The next frame, or {@code null}. */
    @Nullable
    EncodedFrame poll() {
        EncodedFrame next = queue.poll();
        alone = next == null;
        if (next != null) {
            polled++;
            return next;
        }
        return keyFrame.get() == null ? null : keyFrame.getAndSet(null);
    }

    /** True if units that came behind what was polled last may have been closed as they came. */
    boolean isAlone() {
        return filtering || alone;
    }

    boolean isEmpty() {
        return queue.isEmpty() && keyFrame.get() == null;
    }

    /**
     * Sets whether all but key frames is closed as it comes. It is until what was asked for has
     * come, so that no more waits here afterwards than ever does.
     *
     * @return whether it is from now on
     */
    boolean filter(boolean wanted) {
        if (wanted) {
            filtering = true;
        } else if (filtering && isEmpty() && onTheirWay() <= WAITING_MAX) {
            filtering = false;
        }
        return filtering;
    }

    /** True while all but key frames is closed as it comes. */
    boolean isFiltering() {
        return filtering;
    }

    /**
     * How many frames to ask upstream for, which are on their way from now on.
     *
     * @param wantsMore false if what passes is to become less
     */
    int ask(boolean wantsMore) {
        int known = onTheirWay();
        int most = filtering && wantsMore ? PASSING_MAX : WAITING_MAX;
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
        AccessUnit waiting = keyFrame.getAndSet(null);
        if (waiting != null) {
            waiting.close();
        }
    }
}
