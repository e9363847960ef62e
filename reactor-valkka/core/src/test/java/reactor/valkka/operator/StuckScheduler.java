package reactor.valkka.operator;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.Exceptions;
import reactor.core.scheduler.Scheduler;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A scheduler whose one worker does nothing until the test lets it; once it is disposed, what was
 * queued is never run, and more is rejected.
 */
final class StuckScheduler implements Scheduler {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean workerDisposed;
    private boolean disposed;

    void runAll() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    boolean isWorkerDisposed() {
        return workerDisposed;
    }

    @Override
    public void dispose() {
        disposed = true;
        tasks.clear();
    }

    @Override
    public boolean isDisposed() {
        return disposed;
    }

    @Override
    public Disposable schedule(Runnable task) {
        if (disposed) {
            throw Exceptions.failWithRejected();
        }
        tasks.add(task);
        return Disposables.disposed();
    }

    @Override
    public Worker createWorker() {
        return new Worker() {
            @Override
            public Disposable schedule(Runnable task) {
                return StuckScheduler.this.schedule(task);
            }

            @Override
            public void dispose() {
                workerDisposed = true;
            }

            @Override
            public boolean isDisposed() {
                return workerDisposed;
            }
        };
    }
}
