package reactor.valkka.pool;

import org.jspecify.annotations.Nullable;

import reactor.core.Disposable;

/**
 * Somebody who waits for a slot: once at a time, however often it is asked to, and in one pool.
 *
 * <p><b>Threads:</b> safe for all. The listener runs on the thread that gave a slot back, so it
 * must be quick: schedule the work.
 *
 * <p><b>Ownership:</b> disposed by who does not want to wait any more; it then never waits again.
 */
public final class SlotWaiter implements Disposable {
    private final Runnable listener;
    private @Nullable FramePool pool;
    private @Nullable Disposable registration;
    private boolean disposed;

    /** Will call this when a slot may be free. */
    public SlotWaiter(Runnable listener) {
        this.listener = listener;
    }

    /**
     * Waits until a slot of this pool comes back, a share of it is closed, or it is disposed; calls
     * the listener once then. Waits in no other pool any more. Try once more afterwards: the slot
     * may have come back before.
     */
    public synchronized void await(FramePool wanted) {
        if (disposed || pool == wanted) {
            return;
        }
        stop();
        pool = wanted;
        registration = wanted.onAvailable(() -> called(wanted));
    }

    private void called(FramePool by) {
        synchronized (this) {
            if (pool == by) {
                pool = null;
                registration = null;
            }
        }
        listener.run();
    }

    private void stop() {
        Disposable known = registration;
        pool = null;
        registration = null;
        if (known != null) {
            known.dispose();
        }
    }

    @Override
    public synchronized void dispose() {
        disposed = true;
        stop();
    }

    @Override
    public synchronized boolean isDisposed() {
        return disposed;
    }
}
