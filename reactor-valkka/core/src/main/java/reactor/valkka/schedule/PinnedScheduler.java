package reactor.valkka.schedule;

import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A scheduler of a fixed number of threads, each of which may be bound to a processor. A worker
 * stays on one thread for life, the one with the fewest workers when it was made: what runs on a
 * worker needs no locks against itself.
 *
 * <p><b>Threads:</b> daemons named {@code name-1} to {@code name-n}, started when first needed.
 * <b>Errors:</b> once disposed it rejects tasks with {@link
 * java.util.concurrent.RejectedExecutionException}; {@link #disposeGracefully()} runs what waits
 * already. A processor that cannot be bound is a warning in the log.
 */
public final class PinnedScheduler implements Scheduler {
    private final String name;
    private final List<Lane> lanes;
    private int nextLane;

    /** One thread and the number of workers on it. */
    private record Lane(Scheduler thread, AtomicInteger workers) {}

    PinnedScheduler(PinnedSchedulerBuilder settings) {
        name = settings.name;
        lanes = new ArrayList<>();
        for (int i = 0; i < settings.threads; i++) {
            lanes.add(new Lane(
                    Schedulers.newSingle(PinnedThread.factory(settings, i)), new AtomicInteger()));
        }
    }

    /** Starts a scheduler whose threads' names begin with a name. */
    public static PinnedSchedulerBuilder builder(String name) {
        return new PinnedSchedulerBuilder(name);
    }

    /** Starts a scheduler for a role, with its name, processors, and whether it may block. */
    public static PinnedSchedulerBuilder builder(ThreadRole role) {
        return builder(role.threadName()).cpus(role.cpus()).nonBlocking(role.nonBlocking());
    }

    /** Number of threads. */
    public int threads() {
        return lanes.size();
    }

    /** Workers that are not disposed, per thread. */
    public List<Integer> workersPerThread() {
        return lanes.stream().map(lane -> lane.workers().get()).toList();
    }

    @Override
    public Worker createWorker() {
        Lane lane = join();
        return new LaneWorker(lane.thread().createWorker(), lane.workers());
    }

    /** The lane with the fewest workers, in turn where several have as few. */
    private synchronized Lane join() {
        Lane best = lanes.get(nextLane);
        for (int i = 1; i < lanes.size(); i++) {
            Lane lane = lanes.get((nextLane + i) % lanes.size());
            if (lane.workers().get() < best.workers().get()) {
                best = lane;
            }
        }
        nextLane = (lanes.indexOf(best) + 1) % lanes.size();
        best.workers().incrementAndGet();
        return best;
    }

    private synchronized Scheduler any() {
        Scheduler thread = lanes.get(nextLane).thread();
        nextLane = (nextLane + 1) % lanes.size();
        return thread;
    }

    @Override
    public Disposable schedule(Runnable task) {
        return any().schedule(task);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        return any().schedule(task, delay, unit);
    }

    @Override
    public Disposable schedulePeriodically(
            Runnable task, long initialDelay, long period, TimeUnit unit) {
        return any().schedulePeriodically(task, initialDelay, period, unit);
    }

    @Override
    public boolean isDisposed() {
        return lanes.get(0).thread().isDisposed();
    }

    @Override
    public void dispose() {
        lanes.forEach(lane -> lane.thread().dispose());
    }

    @Override
    public Mono<Void> disposeGracefully() {
        return Flux.fromIterable(lanes)
                .flatMap(lane -> lane.thread().disposeGracefully(), lanes.size(), 1)
                .then();
    }

    /** Name and number of threads, for logs. */
    @Override
    public String toString() {
        return "PinnedScheduler[" + name + ", " + lanes.size() + " threads]";
    }

    /** Leaves its lane when it is disposed, once. */
    private static final class LaneWorker implements Worker {
        private final Worker worker;
        private final AtomicInteger workers;
        private boolean left;

        LaneWorker(Worker worker, AtomicInteger workers) {
            this.worker = worker;
            this.workers = workers;
        }

        @Override
        public Disposable schedule(Runnable task) {
            return worker.schedule(task);
        }

        @Override
        public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
            return worker.schedule(task, delay, unit);
        }

        @Override
        public Disposable schedulePeriodically(
                Runnable task, long initialDelay, long period, TimeUnit unit) {
            return worker.schedulePeriodically(task, initialDelay, period, unit);
        }

        @Override
        public void dispose() {
            worker.dispose();
            synchronized (this) {
                if (!left) {
                    left = true;
                    workers.decrementAndGet();
                }
            }
        }

        @Override
        public boolean isDisposed() {
            return worker.isDisposed();
        }
    }
}
