package reactor.valkka.operator;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.valkka.frame.Frame;

import java.util.function.Function;

/**
 * What all operators here are outwards: a flux that puts a subscriber of its own between source and
 * consumer, and closes what stock operators above it discard.
 */
final class FrameFlux<F extends Frame, R> extends FluxOperator<F, R> {
    private final Function<CoreSubscriber<? super R>, CoreSubscriber<F>> operator;

    private FrameFlux(
            Flux<? extends F> source,
            Function<CoreSubscriber<? super R>, CoreSubscriber<F>> operator) {
        super(source);
        this.operator = operator;
    }

    /** Puts a subscriber, made anew for each subscription, behind a source. */
    static <F extends Frame, R> Flux<R> of(
            Flux<F> source, Function<CoreSubscriber<? super R>, CoreSubscriber<F>> operator) {
        return onAssembly(new FrameFlux<>(source.transform(Frames.closing()), operator));
    }

    @Override
    public void subscribe(CoreSubscriber<? super R> downstream) {
        source.subscribe(operator.apply(downstream));
    }
}
