package reactor.valkka.pool;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.Disposable;
import reactor.core.Exceptions;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Those who wait for a slot. Each is called once; who still finds nothing waits anew. */
final class Waiters {
    private static final Logger LOG = LoggerFactory.getLogger(FramePool.class);

    private final Queue<Waiter> queue = new ConcurrentLinkedQueue<>();

    /** Adds somebody, who is removed again by disposing the result. */
    Disposable add(Runnable listener) {
        Waiter waiter = new Waiter(queue, listener);
        queue.add(waiter);
        return waiter;
    }

    /** Calls all who wait now, but not those who begin to wait during their call. */
    void wake() {
        Waiter first = queue.poll();
        if (first == null) {
            return;
        }
        List<Waiter> now = new ArrayList<>();
        for (Waiter waiter = first; waiter != null; waiter = queue.poll()) {
            now.add(waiter);
        }
        now.forEach(Waiter::call);
    }

    /** Compared by identity: the same listener may wait twice. */
    private static final class Waiter implements Disposable {
        private final Queue<Waiter> queue;
        private final Runnable listener;
        private volatile boolean disposed;

        Waiter(Queue<Waiter> queue, Runnable listener) {
            this.queue = queue;
            this.listener = listener;
        }

        /** Whoever closes a frame must not suffer from what a listener throws. */
        void call() {
            try {
                if (!disposed) {
                    listener.run();
                }
            } catch (Throwable error) {
                Exceptions.throwIfJvmFatal(error);
                LOG.error("A listener for free slots failed", error);
            }
        }

        @Override
        public void dispose() {
            disposed = true;
            queue.remove(this);
        }

        @Override
        public boolean isDisposed() {
            return disposed;
        }
    }
}
