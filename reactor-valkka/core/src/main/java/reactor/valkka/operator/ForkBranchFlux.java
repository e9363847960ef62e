package reactor.valkka.operator;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.valkka.Overflow;
import reactor.valkka.frame.Frame;

/** Adds a branch to a fork for each subscriber. */
final class ForkBranchFlux<F extends Frame> extends Flux<F> {
    private final ForkHub<F> hub;
    private final String name;
    private final Overflow<? super F> overflow;

    ForkBranchFlux(ForkHub<F> hub, String name, Overflow<? super F> overflow) {
        this.hub = hub;
        this.name = name;
        this.overflow = overflow;
    }

    @Override
    public void subscribe(CoreSubscriber<? super F> actual) {
        new ForkBranch<>(hub, name, overflow).connect(actual);
    }
}
