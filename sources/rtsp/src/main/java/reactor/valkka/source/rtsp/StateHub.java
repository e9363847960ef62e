package reactor.valkka.source.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The state of a camera, for any number of watchers: each gets the present one at once and then
 * each change. Who is slow gets the newest. Never blocks the thread that reports a change.
 */
final class StateHub {

    private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();
    private volatile CameraState state = new CameraState.Idle();

    /** Reports a change; one thread at a time. */
    void set(CameraState next) {
        state = next;
        watchers.forEach(Watcher::wake);
    }

    CameraState state() {
        return state;
    }

    Flux<CameraState> states() {
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
        private final FluxSink<CameraState> sink;
        private final AtomicInteger turns = new AtomicInteger();
        private @Nullable CameraState seen;

        Watcher(FluxSink<CameraState> sink) {
            this.sink = sink;
        }

        void wake() {
            if (turns.getAndIncrement() != 0) {
                return;
            }
            int missed = 1;
            do {
                CameraState newest = state;
                if (newest != seen) {
                    seen = newest;
                    sink.next(newest);
                }
                missed = turns.addAndGet(-missed);
            } while (missed != 0);
        }
    }
}
