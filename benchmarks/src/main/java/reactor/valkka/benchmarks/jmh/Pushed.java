package reactor.valkka.benchmarks.jmh;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;
import reactor.valkka.Overflow;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.spi.Outlet;

import java.util.Objects;

/** A live source into which a benchmark pushes frames, with one subscriber. */
final class Pushed {
    private static final int OUTLET_UNITS = 64;

    private final Counters counters;
    private @Nullable Outlet<EncodedFrame> outlet;

    Pushed(Counters counters) {
        this.counters = counters;
    }

    Flux<EncodedFrame> frames() {
        return Outlet.flux(Overflow.skipToKeyFrame(OUTLET_UNITS), counters, connected -> {
            outlet = connected;
            return () -> {};
        });
    }

    void push(EncodedFrame frame) {
        Objects.requireNonNull(outlet, "nobody has subscribed").push(frame);
    }
}
