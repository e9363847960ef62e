package reactor.valkka.operator;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.scheduler.Scheduler;
import reactor.valkka.frame.Frame;

/** See {@link Hop}. */
final class HopFlux<F extends Frame> extends FluxOperator<F, F> {
    private final Scheduler scheduler;
    private final int prefetch;

    HopFlux(Flux<F> source, Scheduler scheduler, int prefetch) {
        super(source);
        this.scheduler = scheduler;
        this.prefetch = prefetch;
    }

    @Override
    public void subscribe(CoreSubscriber<? super F> actual) {
        source.subscribe(new HopSubscriber<>(actual, scheduler, prefetch));
    }
}
