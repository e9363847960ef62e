package reactor.valkka.sink.rtsp;

import io.netty.channel.EventLoop;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;

/**
 * The readers of a mount that live on one event loop, and the ring that they look into without a
 * lock. One task on the loop serves them all, however many they are.
 *
 * <p><b>Threads:</b> {@link #wake()} may be called by all; the rest belongs to the event loop.
 */
final class LoopFeed implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(LoopFeed.class);
    private static final AtomicIntegerFieldUpdater<LoopFeed> WAKES =
            AtomicIntegerFieldUpdater.newUpdater(LoopFeed.class, "wakes");

    private final Mount mount;
    private final EventLoop loop;
    private final PacketRing ring;
    private final List<Reader> readers = new ArrayList<>();
    private volatile int wakes;
    private volatile boolean active;

    LoopFeed(Mount mount, EventLoop loop, RingSettings settings) {
        this.mount = mount;
        this.loop = loop;
        ring = new PacketRing(settings);
    }

    Mount mount() {
        return mount;
    }

    PacketRing ring() {
        return ring;
    }

    /** Says that there may be something to write. */
    void wake() {
        if (active && WAKES.getAndIncrement(this) == 0) {
            try {
                loop.execute(this);
            } catch (RejectedExecutionException e) {
                // The event loop has been shut down, and all of its channels were closed before.
                WAKES.set(this, 0);
            }
        }
    }

    @Override
    public void run() {
        int seen = wakes;
        boolean served = false;
        try {
            serve();
            served = true;
        } finally {
            if (!served) {
                WAKES.set(this, 0);
            } else if (WAKES.addAndGet(this, -seen) != 0) {
                again();
            }
        }
    }

    /**
     * What came meanwhile waits for its turn: where serving everybody takes longer than a unit
     * lasts, the loop has requests to answer, too. A timer comes behind what sockets have, a task
     * would not.
     */
    private void again() {
        try {
            loop.schedule(this, 0, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            WAKES.set(this, 0);
        }
    }

    private void serve() {
        if (readers.isEmpty()) {
            return;
        }
        mount.refresh(ring);
        long now = mount.nanoTime();
        Consumer<Reader> pump = reader -> reader.pump(now);
        for (int i = readers.size() - 1; i >= 0; i = Math.min(i, readers.size()) - 1) {
            serve(readers.get(i), pump);
        }
        if (readers.isEmpty()) {
            ring.clear();
        }
    }

    /** A bug in one reader, or a want of memory for it, is none of the others'. */
    private void serve(Reader reader, Consumer<Reader> served) {
        try {
            served.accept(reader);
        } catch (RuntimeException | OutOfMemoryError bug) {
            LOG.error("A reader of {} failed", mount.path(), bug);
            reader.end(EndReason.STREAM_ENDED);
        }
    }

    void join(Reader reader) {
        active = true;
        mount.refresh(ring);
        readers.add(reader);
    }

    /** Takes a reader out; safe while others are served, from the last to the first. */
    void leave(Reader reader) {
        readers.remove(reader);
        if (readers.isEmpty()) {
            active = false;
            ring.clear();
        }
    }

    /**
     * Ends readers, once they have been written what there is as far as they take it.
     *
     * @param of whose readers: those of a stream that is over
     */
    void end(MountSetup of, EndReason reason, Runnable done) {
        try {
            loop.execute(() -> {
                try {
                    serve();
                } finally {
                    endAll(of, reason);
                    done.run();
                }
            });
        } catch (RejectedExecutionException e) {
            done.run();
        }
    }

    private void endAll(MountSetup of, EndReason reason) {
        for (Reader reader : List.copyOf(readers)) {
            if (reader.isOf(of)) {
                serve(reader, Reader::sayGoodbye);
                reader.end(reason);
            }
        }
    }
}
