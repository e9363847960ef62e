package reactor.valkka.ffmpeg;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One thread on which decoders take turns, each a unit at a time, in the order in which they became
 * due. A decoder is in the queue once at most, so the queue is bounded by their number.
 */
final class DecodeWorker implements Disposable {
    private static final Logger LOG = LoggerFactory.getLogger(DecodeWorker.class);
    private final Scheduler.Worker thread;
    private final Queue<Turn> due = new ConcurrentLinkedQueue<>();
    private final AtomicInteger announced = new AtomicInteger();

    private final KeyFrameContexts keyFrames;

    DecodeWorker(Scheduler.Worker thread, KeyFrameContexts keyFrames) {
        this.thread = thread;
        this.keyFrames = keyFrames;
    }

    /** The contexts that all streams of this worker share for key frames; for its thread only. */
    KeyFrameContexts keyFrames() {
        return keyFrames;
    }

    /** Lets something have its turn; from any thread. */
    void enqueue(Turn turn) {
        due.add(turn);
        if (announced.getAndIncrement() == 0) {
            try {
                thread.schedule(this::takeTurns);
            } catch (RejectedExecutionException e) {
                LOG.debug("A decoder came after its worker had ended", e);
            }
        }
    }

    private void takeTurns() {
        int missed = announced.get();
        do {
            Turn next = due.poll();
            while (next != null) {
                take(next);
                next = due.poll();
            }
            missed = announced.addAndGet(-missed);
        } while (missed != 0);
    }

    /** One stream's failure is not the end of the others. */
    private static void take(Turn turn) {
        try {
            turn.turn();
        } catch (RuntimeException e) {
            LOG.error("A turn of a decoder failed", e);
        }
    }

    /** Frees what is shared and ends the thread, after all turns that are due. */
    @Override
    public void dispose() {
        enqueue(() -> {
            keyFrames.close();
            thread.dispose();
        });
    }
}
