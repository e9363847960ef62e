package reactor.valkka.ffmpeg;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * One thread on which decoders take turns, each a unit at a time, in the order in which they became
 * due. What is due is a chain through the decoders themselves, newest first, which the thread takes
 * off whole: nothing is made to hand a turn over, and the chain is as long as there are decoders.
 *
 * <p>The thread is the worker's from the first turn to {@link #dispose()}, and parks while nothing
 * is due. Who comes later has its turn at once, where it stands.
 */
final class DecodeWorker implements Disposable {
    private static final Logger LOG = LoggerFactory.getLogger(DecodeWorker.class);

    private final Scheduler.Worker lane;
    private final KeyFrameContexts keyFrames;
    private final Runnable whenEnded;
    private final OverloadGovernor governor = new OverloadGovernor();
    private final AtomicInteger decoders = new AtomicInteger();
    private final AtomicReference<@Nullable Turn> newest = new AtomicReference<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private final Turn end = new Turn() {
        @Override
        void turn() {
            keyFrames.close();
            ended = true;
        }
    };
    private volatile @Nullable Thread thread;
    private volatile boolean ended;
    private volatile boolean resting;

    /**
     * A worker that is not started yet.
     *
     * @param whenEnded called by the thread as the last that it does, after {@link #dispose()}
     */
    DecodeWorker(Scheduler.Worker lane, KeyFrameContexts keyFrames, Runnable whenEnded) {
        this.lane = lane;
        this.keyFrames = keyFrames;
        this.whenEnded = whenEnded;
    }

    /** The contexts that all streams of this worker share for key frames; for its thread only. */
    KeyFrameContexts keyFrames() {
        return keyFrames;
    }

    /** Decides what is decoded of its live streams when there is too much; for its thread only. */
    OverloadGovernor governor() {
        return governor;
    }

    /** The decoders that take their turns here. */
    int decoders() {
        return decoders.get();
    }

    /** One more decoder, or one less. */
    void placed(int more) {
        decoders.addAndGet(more);
    }

    /**
     * Lets something have its turn, which must not be due already; from any thread. Whoever finds
     * the worker at rest wakes it: who came first may stand still just before it does.
     */
    void enqueue(Turn turn) {
        Turn before;
        do {
            before = newest.get();
            turn.before = before;
        } while (!newest.compareAndSet(before, turn));
        if (ended) {
            takeTurns();
        } else if (before == null || resting) {
            wake();
        }
    }

    private void wake() {
        Thread known = thread;
        if (started.compareAndSet(false, true)) {
            lane.schedule(this::live);
        } else if (known != Thread.currentThread()) {
            LockSupport.unpark(known);
        }
    }

    private void live() {
        thread = Thread.currentThread();
        while (!ended) {
            if (!takeTurns()) {
                rest();
            }
        }
        takeTurns();
        lane.dispose();
        whenEnded.run();
    }

    /** The one place where this thread waits; known by this name to the watch over blocking. */
    private void rest() {
        long start = System.nanoTime();
        resting = true;
        if (newest.get() == null) {
            LockSupport.park(this);
        }
        resting = false;
        governor.rested(System.nanoTime() - start);
    }

    /** Has all those take their turns that are due now, oldest first; false if there were none. */
    private synchronized boolean takeTurns() {
        Turn last = newest.getAndSet(null);
        Turn next = reversed(last);
        while (next != null) {
            Turn after = next.before;
            next.before = null;
            take(next);
            next = after;
        }
        return last != null;
    }

    private static @Nullable Turn reversed(@Nullable Turn last) {
        Turn first = null;
        Turn rest = last;
        while (rest != null) {
            Turn before = rest.before;
            rest.before = first;
            first = rest;
            rest = before;
        }
        return first;
    }

    /** One stream's failure, of whatever kind, is not the end of the others. */
    private static void take(Turn turn) {
        try {
            turn.turn();
        } catch (Throwable e) {
            LOG.error("A turn of a decoder failed", e);
        }
    }

    /** Frees what is shared and ends the thread, after all turns that are due. */
    @Override
    public void dispose() {
        enqueue(end);
    }
}
