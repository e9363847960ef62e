package reactor.valkka.benchmarks.soak;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

import reactor.core.Disposable;

import java.util.function.Function;

/** Somebody who watches one camera from outside for a while. */
final class Visit {

    private final Pulse pulse;
    private final long untilNanos;
    private final Disposable watching;

    /**
     * Begins.
     *
     * @param untilNanos when it is over
     * @param watch beats the pulse with all that is shown
     */
    Visit(Pulse pulse, long untilNanos, Function<? super Pulse, ? extends Publisher<?>> watch) {
        this.pulse = pulse;
        this.untilNanos = untilNanos;
        watching = pulse.watch(watch.apply(pulse));
    }

    boolean isPlaying() {
        return pulse.isPlaying();
    }

    /** Whether nothing was shown for too long. */
    boolean isStuck() {
        return pulse.isStuck();
    }

    /** Why it was broken off; null if it was not. */
    @Nullable
    String end() {
        return pulse.end();
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
