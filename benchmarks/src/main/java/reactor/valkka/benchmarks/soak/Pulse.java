package reactor.valkka.benchmarks.soak;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

import reactor.core.Disposable;
import reactor.core.publisher.Flux;

import java.util.concurrent.TimeUnit;

/** Says whether something still shows anything. Beats on one thread at a time, is asked on any. */
final class Pulse {

    private static final long PLAYING_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final String name;
    private volatile long lastNanos = System.nanoTime();
    private volatile long beats;
    private volatile boolean wasStuck;
    private volatile @Nullable String end;

    /**
     * @param name for whoever asks why it is stuck
     */
    Pulse(String name) {
        this.name = name;
    }

    /** Something was shown. */
    void beat() {
        long now = System.nanoTime();
        if (now - lastNanos > STUCK_NANOS) {
            wasStuck = true;
        }
        lastNanos = now;
        beats++;
    }

    long beats() {
        return beats;
    }

    /** Whether something was shown a moment ago. */
    boolean isPlaying() {
        return beats > 0 && System.nanoTime() - lastNanos < PLAYING_NANOS;
    }

    /**
     * Whether nothing was shown for so long, at any time, that no reconnection explains it; what
     * has ended is not waited for.
     */
    boolean isStuck() {
        return wasStuck || end == null && System.nanoTime() - lastNanos > STUCK_NANOS;
    }

    /** Beats with what is shown until that ends, which nothing here does by itself. */
    <T> Disposable watch(Publisher<T> shown) {
        return Flux.from(shown)
                .subscribe(
                        nothing -> {}, error -> end = error.toString(), () -> end = "it was over");
    }

    /** Why nothing more will be shown; null as long as something may. */
    @Nullable
    String end() {
        return end;
    }

    @Override
    public String toString() {
        return name;
    }
}
