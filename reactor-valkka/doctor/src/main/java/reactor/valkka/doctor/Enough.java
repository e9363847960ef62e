package reactor.valkka.doctor;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Somebody has seen enough: what goes on ends, and what was learnt is reported. */
final class Enough {

    private final Sinks.Empty<Void> said = Sinks.empty();
    private volatile boolean over;

    /** May come from any thread, and more than once. */
    void say() {
        over = true;
        said.tryEmitEmpty();
    }

    boolean isSaid() {
        return over;
    }

    /** Completes when it is. */
    Mono<Void> said() {
        return said.asMono();
    }

    /** What comes, or that instead where it is enough before. */
    <T> Mono<T> or(Mono<T> awaited, T instead) {
        return Mono.firstWithSignal(awaited, said.asMono().thenReturn(instead));
    }

    /** Completes when a span is over, or it is enough before. */
    Mono<Void> or(Mono<?> span) {
        return Mono.firstWithSignal(span.then(), said.asMono());
    }
}
