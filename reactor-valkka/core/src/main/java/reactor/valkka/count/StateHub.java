package reactor.valkka.count;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The state of a stream, for any number of watchers: each gets the present one at once and then
 * each change. Who is slow gets the newest.
 *
 * <p><b>Threads:</b> any may watch; never blocks the thread that reports a change.
 *
 * @param <S> what the states are; immutable
 */
public final class StateHub<S> {

    private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();
    private volatile S state;

    /** A hub that begins with this state. */
    public StateHub(S first) {
        state = first;
    }

    /** Reports a change; one thread at a time. */
    public void set(S next) {
        state = next;
        watchers.forEach(Watcher::wake);
    }

    /** The present state. */
    public S state() {
        return state;
    }

    /** The present state at once, then each change; never completes. */
    public Flux<S> states() {
        return Flux.create(
                sink -> {
                    Watcher watcher = new Watcher(sink);
                    watchers.add(watcher);
                    sink.onDispose(() -> watchers.remove(watcher));
                    watcher.wake();
                },
                FluxSink.OverflowStrategy.LATEST);
    }

    /** Hands the newest state on; where two threads wake it, one does the work. */
    private final class Watcher {
        private final FluxSink<S> sink;
        private final AtomicInteger turns = new AtomicInteger();
        private @Nullable S seen;

        Watcher(FluxSink<S> sink) {
            this.sink = sink;
        }

        void wake() {
            if (turns.getAndIncrement() != 0) {
                return;
            }
            int missed = 1;
            do {
                S newest = state;
                if (newest != seen) {
                    seen = newest;
                    sink.next(newest);
                }
                missed = turns.addAndGet(-missed);
            } while (missed != 0);
        }
    }
}
