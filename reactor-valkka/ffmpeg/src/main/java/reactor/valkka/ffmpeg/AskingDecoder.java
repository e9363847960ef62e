package reactor.valkka.ffmpeg;

import org.jspecify.annotations.Nullable;

import reactor.core.CoreSubscriber;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.Picture;
import reactor.valkka.frame.TrackKind;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the policies that decode on demand have in common: from the first request on a live stream
 * is pulled without bound and what is not wanted is closed at once; an on-demand stream is pulled
 * frame by frame until it has given what was asked for.
 */
abstract class AskingDecoder extends DecodeActor {
    private final Counters counters;
    private final AtomicBoolean asked = new AtomicBoolean();
    private volatile boolean unbounded;
    private @Nullable StreamCounters streamCounters;

    AskingDecoder(
            CoreSubscriber<? super Picture> downstream,
            DecodeWorker worker,
            Runnable whenGone,
            Counters counters) {
        super(downstream, worker, whenGone);
        this.counters = counters;
    }

    /** Takes a video unit, on the thread of upstream. */
    abstract void offerUnit(AccessUnit unit);

    /** True if an on-demand stream has to give more to answer a request. */
    abstract boolean lacks();

    @Override
    final void offer(EncodedFrame frame) {
        if (frame.pacing() == Pacing.LIVE && !unbounded) {
            unbounded = true;
            pull(Long.MAX_VALUE);
        }
        if (frame instanceof AccessUnit unit && unit.track().kind() == TrackKind.VIDEO) {
            offerUnit(unit);
        } else {
            frame.close();
        }
        asked.set(false);
        if (!unbounded && lacks()) {
            askOnce();
        }
        schedule();
    }

    /** Asks upstream for one frame, or for all once it is known to be live. */
    final void askOnce() {
        if (!unbounded && asked.compareAndSet(false, true)) {
            pull(1);
        }
    }

    /** True if upstream sends whatever comes. */
    final boolean isLive() {
        return unbounded;
    }

    /** Closes a unit whose picture nobody asked for. */
    final void skip(AccessUnit unit) {
        counters(unit).increment(Counter.DECODE_SKIPPED);
        unit.close();
    }

    final StreamCounters counters(AccessUnit unit) {
        StreamCounters known = streamCounters;
        if (known == null || !known.stream().equals(unit.stream())) {
            known = counters.of(unit.stream());
            streamCounters = known;
        }
        return known;
    }
}
