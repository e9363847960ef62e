package reactor.valkka.ffmpeg;

import org.jspecify.annotations.Nullable;

import reactor.valkka.count.Counter;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.TrackKind;

/**
 * One decoder's part in what its worker's {@link OverloadGovernor} does: tells it how late units
 * begin and how long turns take, and leaves out what it says. Nothing, while the stream is not
 * live.
 *
 * <p><b>Threads:</b> the worker's. Neither locks nor makes anything for a unit.
 */
final class OverloadShare {
    private static final UnitRole[] ROLES = UnitRole.values();

    private final DecodeConfig config;
    private final DecodeWorker worker;
    private final DecodeInlet inlet;
    private final StreamCodec codec;
    private @Nullable GovernedStream stream;
    private @Nullable StreamCounters counters;
    private boolean heldBack = true;
    private long freeNanos;
    private long turnNanos;

    OverloadShare(DecodeConfig config, DecodeWorker worker, DecodeInlet inlet, StreamCodec codec) {
        this.config = config;
        this.worker = worker;
        this.inlet = inlet;
        this.codec = codec;
    }

    void beginTurn() {
        turnNanos = System.nanoTime();
        GovernedStream known = stream;
        if (known != null) {
            worker.governor().look(turnNanos, worker.decoders());
            filter(known.decodesKeyFramesOnly() && known.staysWithKeyFrames());
            countClosed(known);
        }
    }

    void endTurn() {
        GovernedStream known = stream;
        if (known != null) {
            known.took(System.nanoTime() - turnNanos);
        }
    }

    /** Nothing can be decoded now, because nobody asks or no slot is free: that is no overload. */
    void heldBack() {
        heldBack = true;
    }

    /** True if upstream may be asked for much, since nearly all of it is closed as it comes. */
    boolean asksAhead() {
        GovernedStream known = stream;
        return known != null && known.staysWithKeyFrames();
    }

    /** Decides about a unit, and closes it if it is left out because there is too much to do. */
    boolean leavesOut(EncodedFrame frame) {
        if (heldBack) {
            heldBack = false;
            freeNanos = turnNanos;
        }
        if (!(frame instanceof AccessUnit unit) || unit.track().kind() != TrackKind.VIDEO) {
            return false;
        }
        if (unit.pacing() != Pacing.LIVE) {
            leave();
            return false;
        }
        GovernedStream known = stream == null ? join(unit) : stream;
        boolean admitted =
                known.admits(UnitRole.of(unit), lateNanos(unit), !inlet.isAlone(), turnNanos);
        codec.keyFramesOnly(known.decodesKeyFramesOnly());
        if (!admitted) {
            codec.skipped(unit);
            unit.close();
            count(1);
        } else if (inlet.isBehindGap()) {
            codec.gap();
        }
        return !admitted;
    }

    private GovernedStream join(AccessUnit unit) {
        StreamCounters ofStream = config.counters().of(unit.stream());
        GovernedStream joined = new GovernedStream(config.priority(), ofStream, turnNanos);
        counters = ofStream;
        stream = joined;
        worker.governor().join(joined, turnNanos);
        return joined;
    }

    /** How long a unit has waited for its turn; not for consumers, who may take their time. */
    private long lateNanos(AccessUnit unit) {
        long arrivalNanos = unit.header().arrivalNanos();
        if (arrivalNanos == 0) {
            return 0;
        }
        return Math.max(0, Math.min(turnNanos - arrivalNanos, turnNanos - freeNanos));
    }

    private void filter(boolean wanted) {
        if (wanted) {
            inlet.filter();
            codec.keyFramesOnly(true);
        } else {
            inlet.endFilter();
        }
    }

    private void countClosed(GovernedStream known) {
        for (UnitRole role : ROLES) {
            int closed = inlet.takeClosed(role);
            if (closed > 0) {
                known.leftOut(role, closed);
                count(closed);
            }
        }
    }

    private void count(int units) {
        StreamCounters known = counters;
        if (known != null) {
            known.add(Counter.OVERLOAD_SKIPPED, units);
        }
    }

    /** The stream ends, or is no longer live. */
    void leave() {
        GovernedStream known = stream;
        if (known != null) {
            stream = null;
            codec.keyFramesOnly(false);
            inlet.endFilter();
            worker.governor().leave(known);
        }
    }
}
