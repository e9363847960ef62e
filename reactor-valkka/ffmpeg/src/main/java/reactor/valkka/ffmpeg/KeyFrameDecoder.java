package reactor.valkka.ffmpeg;

import org.jspecify.annotations.Nullable;

import reactor.core.CoreSubscriber;
import reactor.valkka.count.Counter;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.HostPicture;
import reactor.valkka.frame.Picture;
import reactor.valkka.frame.StreamId;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Decodes key frames alone, in a context that it shares with all others of its worker. A few key
 * frames may wait where each is wanted, one where the newest is.
 */
final class KeyFrameDecoder extends AskingDecoder {
    private static final int WAITING_MAX = 4;

    private final boolean latest;
    private final boolean skipLoopFilter;
    private final KeyFrameContexts contexts;
    private final Deque<AccessUnit> waiting = new ArrayDeque<>();
    private @Nullable StreamId stream;

    KeyFrameDecoder(
            CoreSubscriber<? super Picture> downstream,
            DecodeWorker worker,
            Runnable whenGone,
            DecodeConfig config,
            boolean latest) {
        super(downstream, worker, whenGone, config.counters());
        this.latest = latest;
        skipLoopFilter = config.skipLoopFilter();
        contexts = worker.keyFrames();
    }

    @Override
    void offerUnit(AccessUnit unit) {
        if (!unit.isKeyFrame()) {
            skip(unit);
            return;
        }
        AccessUnit tooMuch = null;
        synchronized (waiting) {
            if (!latest && isLive() && requested() <= waiting.size()) {
                tooMuch = unit;
            } else {
                waiting.add(unit);
                if (isLive() && waiting.size() > (latest ? 1 : WAITING_MAX)) {
                    tooMuch = waiting.remove();
                }
            }
        }
        if (tooMuch != null) {
            skip(tooMuch);
        }
    }

    @Override
    boolean lacks() {
        synchronized (waiting) {
            return requested() > waiting.size();
        }
    }

    @Override
    boolean work() {
        boolean last = isFinished();
        if (requested() == 0) {
            if (last && (latest && isLive() || peek() == null)) {
                terminate();
            }
            return false;
        }
        AccessUnit unit = take();
        if (unit == null) {
            if (last) {
                terminate();
            } else {
                askOnce();
            }
            return false;
        }
        return decode(unit);
    }

    private @Nullable AccessUnit peek() {
        synchronized (waiting) {
            return waiting.peek();
        }
    }

    private @Nullable AccessUnit take() {
        synchronized (waiting) {
            return waiting.poll();
        }
    }

    private boolean decode(AccessUnit unit) {
        stream = unit.stream();
        boolean keep = false;
        try {
            KeyFrameContext context = contexts.of(unit.track());
            HostPicture picture = context.decode(unit, skipLoopFilter, counters(unit));
            boolean missed = context.takeMissed();
            if (picture == null && missed) {
                // A slot may have come back before somebody waits for it: so try again behind that.
                context.onRoom(room());
                picture = context.decode(unit, skipLoopFilter, counters(unit));
                missed = context.takeMissed();
            }
            if (picture != null) {
                counters(unit).increment(Counter.PICTURES_DECODED);
                emit(picture);
                return true;
            }
            if (missed) {
                keep = putBack(unit);
                counters(unit).increment(Counter.DECODE_NO_SLOT);
                return !keep;
            }
            counters(unit).increment(Counter.DECODE_ERRORS);
            return true;
        } finally {
            if (!keep) {
                unit.close();
            }
        }
    }

    /** Keeps a unit for when a slot is free, unless a newer one has come that will do. */
    private boolean putBack(AccessUnit unit) {
        synchronized (waiting) {
            if (latest && isLive() && !waiting.isEmpty()) {
                return false;
            }
            waiting.addFirst(unit);
            return true;
        }
    }

    @Override
    void discardWaiting() {
        synchronized (waiting) {
            waiting.forEach(AccessUnit::close);
            waiting.clear();
        }
    }

    @Override
    void release() {
        StreamId known = stream;
        if (known != null) {
            contexts.leave(known);
        }
    }
}
