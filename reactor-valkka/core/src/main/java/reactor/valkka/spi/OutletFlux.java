package reactor.valkka.spi;

import org.jspecify.annotations.Nullable;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.valkka.frame.Frame;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Makes an outlet for each subscriber and starts a producer for it. */
final class OutletFlux<F extends Frame> extends Flux<F> {
    private final OutletConfig<F> config;
    private final Function<Outlet<F>, OutletListener> start;

    OutletFlux(OutletConfig<F> config, Function<Outlet<F>, OutletListener> start) {
        this.config = config;
        this.start = start;
    }

    @Override
    public void subscribe(CoreSubscriber<? super F> actual) {
        LateListener listener = new LateListener();
        Outlet<F> outlet = Outlet.connect(actual, config, listener, made -> {});
        if (outlet.isCancelled()) {
            return;
        }
        try {
            listener.resolve(start.apply(outlet));
        } catch (RuntimeException e) {
            outlet.fail(e);
        }
    }

    /** Keeps what the subscriber says until the producer is there to hear it. */
    private static final class LateListener implements OutletListener {
        private static final OutletListener CANCELLED = () -> {};
        private final AtomicReference<@Nullable OutletListener> producer = new AtomicReference<>();
        private final AtomicLong untold = new AtomicLong();

        void resolve(OutletListener started) {
            if (producer.compareAndSet(null, started)) {
                tell(started);
            } else {
                started.cancelled();
            }
        }

        @Override
        public void requested(long frames) {
            untold.accumulateAndGet(frames, Operators::addCap);
            OutletListener known = producer.get();
            if (known != null) {
                tell(known);
            }
        }

        private void tell(OutletListener known) {
            long frames = untold.getAndSet(0);
            if (frames > 0) {
                known.requested(frames);
            }
        }

        @Override
        public void delivered(long frames) {
            OutletListener known = producer.get();
            if (known != null) {
                known.delivered(frames);
            }
        }

        @Override
        public void cancelled() {
            OutletListener known = producer.getAndSet(CANCELLED);
            if (known != null) {
                known.cancelled();
            }
        }
    }
}
