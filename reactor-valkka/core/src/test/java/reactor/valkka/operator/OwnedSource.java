package reactor.valkka.operator;

import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A source of elements that somebody must close, and the count of those that nobody did. Emits ten
 * at most, as they are asked for, and then fails when it is told to.
 */
final class OwnedSource implements Publisher<OwnedSource.Owned>, Subscription {
    private static final int ELEMENTS = 10;

    /** An element with an owner. */
    static final class Owned implements AutoCloseable {
        final int number;
        final AtomicInteger closed = new AtomicInteger();

        Owned(int number) {
            this.number = number;
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    private final List<Owned> made = new ArrayList<>();
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final Scheduler busy = Schedulers.fromExecutor(tasks::add);
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private Subscriber<? super Owned> subscriber = Operators.emptySubscriber();
    private Runnable failing = () -> subscriber.onError(new IllegalStateException("source failed"));
    private long requested;
    private boolean emitting;
    private boolean failed;
    private boolean cancelled;

    Flux<Owned> flux() {
        return Flux.from(this);
    }

    /** A new element, for producers that push. */
    Owned make() {
        Owned owned = new Owned(made.size());
        made.add(owned);
        return owned;
    }

    /** Says how a producer that pushes fails. */
    void failsBy(Runnable how) {
        failing = how;
    }

    /** A scheduler whose thread is busy until {@link #runTasks()}. */
    Scheduler busy() {
        return busy;
    }

    /** A scheduler whose delays are over when {@link #letTimePass()} is called. */
    Scheduler time() {
        return time;
    }

    void letTimePass() {
        time.advanceTimeBy(Duration.ofSeconds(1));
    }

    void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** True once the source has failed; it emits nothing after that. */
    boolean failed() {
        return failed;
    }

    void fail() {
        failed = true;
        if (!cancelled) {
            failing.run();
        }
    }

    long neverClosed() {
        return made.stream().filter(owned -> owned.closed.get() == 0).count();
    }

    long closedTwice() {
        return made.stream().filter(owned -> owned.closed.get() > 1).count();
    }

    @Override
    public void subscribe(Subscriber<? super Owned> consumer) {
        subscriber = consumer;
        consumer.onSubscribe(this);
    }

    @Override
    public void request(long elements) {
        requested = Operators.addCap(requested, elements);
        if (emitting) {
            return;
        }
        emitting = true;
        while (requested > 0 && !cancelled && made.size() < ELEMENTS) {
            requested--;
            subscriber.onNext(make());
        }
        emitting = false;
    }

    @Override
    public void cancel() {
        cancelled = true;
    }
}
