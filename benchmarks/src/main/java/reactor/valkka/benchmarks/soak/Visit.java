package reactor.valkka.benchmarks.soak;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

import reactor.core.Disposable;
import reactor.core.publisher.Flux;

import java.util.function.Function;

/** Somebody who watches one camera from outside for a while. */
final class Visit {

    private final Pulse pulse;
    private final long untilNanos;
    private final Disposable watching;
    private volatile @Nullable String broken;

    /**
     * Begins.
     *
     * @param untilNanos when it is over
     * @param watch beats the pulse with all that is shown
     */
    Visit(Pulse pulse, long untilNanos, Function<? super Pulse, ? extends Publisher<?>> watch) {
        this.pulse = pulse;
        this.untilNanos = untilNanos;
        watching = Flux.from(watch.apply(pulse))
                .subscribe(
                        nothing -> {},
                        error -> broken = error.toString(),
                        () -> broken = "it ended");
    }

    boolean isPlaying() {
        return pulse.isPlaying();
    }

    /** What is wrong; null if nothing is. */
    @Nullable
    String complaint() {
        String known = broken;
        return known != null || !pulse.isStuck() ? known : "shows nothing";
    }

    boolean isOver(long now) {
        return now - untilNanos >= 0;
    }

    void leave() {
        watching.dispose();
    }

    @Override
    public String toString() {
        return pulse.toString();
    }
}
