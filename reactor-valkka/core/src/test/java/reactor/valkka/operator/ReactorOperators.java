package reactor.valkka.operator;

import org.reactivestreams.Publisher;

import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.valkka.operator.OwnedSource.Owned;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reactor's operators, each put behind a source of owned elements. */
final class ReactorOperators {
    private static final int PUSHED = 6;
    private final Map<String, Function<OwnedSource, Publisher<?>>> all = new LinkedHashMap<>();

    private ReactorOperators() {}

    /** By the names that the guide gives them. */
    static Map<String, Function<OwnedSource, Publisher<?>>> all() {
        ReactorOperators operators = new ReactorOperators();
        operators.selecting();
        operators.waiting();
        operators.mapping();
        operators.grouping();
        operators.hopping();
        operators.multicasting();
        operators.pushing();
        operators.throwing();
        return operators.all;
    }

    private void operator(String name, Function<Flux<Owned>, Publisher<?>> operator) {
        all.put(name, source -> operator.apply(source.flux()));
    }

    private void selecting() {
        operator("filter", flux -> flux.filter(ReactorOperators::even));
        operator("skip", flux -> flux.skip(3));
        operator("take", flux -> flux.take(1));
        operator("takeUntil", flux -> flux.takeUntil(ReactorOperators::even));
        operator("takeWhile", flux -> flux.takeWhile(ReactorOperators::even));
        operator("takeLast", flux -> flux.takeLast(3));
        operator("next", Flux::next);
        operator("last", Flux::last);
        operator("elementAt", flux -> flux.elementAt(3));
        operator("ofType", flux -> flux.ofType(Integer.class));
        operator("ignoreElements", Flux::ignoreElements);
        operator("then", Flux::then);
        operator("distinctUntilChanged", flux -> flux.distinctUntilChanged(owned -> 1));
        operator("filterWhen", flux -> flux.filterWhen(owned -> Mono.just(even(owned)), 4));
        operator(
                "handle, skipping",
                flux -> flux.<Owned>handle((owned, sink) -> {
                    if (even(owned)) {
                        sink.next(owned);
                    }
                }));
        operator(
                "mapNotNull, skipping",
                flux -> flux.mapNotNull(owned -> even(owned) ? owned : null));
    }

    private void waiting() {
        operator("limitRate", flux -> flux.limitRate(4));
        operator("onBackpressureLatest", Flux::onBackpressureLatest);
        operator("onBackpressureDrop", Flux::onBackpressureDrop);
        operator("onBackpressureBuffer", flux -> flux.onBackpressureBuffer(10));
        operator(
                "onBackpressureBuffer, dropping the oldest",
                flux -> flux.onBackpressureBuffer(4, BufferOverflowStrategy.DROP_OLDEST));
        operator("sample", flux -> flux.sample(Flux.never()));
        operator("sampleFirst", flux -> flux.sampleFirst(owned -> Flux.never()));
        operator("sampleTimeout", flux -> flux.sampleTimeout(owned -> Flux.never()));
        all.put(
                "delaySequence",
                source -> source.flux().delaySequence(Duration.ofNanos(1), source.time()));
        all.put(
                "delayElements",
                source -> source.flux().delayElements(Duration.ofNanos(1), source.time()));
    }

    private void mapping() {
        operator("map, taking over", flux -> flux.map(owned -> owned));
        operator("flatMap, taking over", flux -> flux.flatMap(Mono::just, 2, 4));
        operator("concatMap, taking over", flux -> flux.concatMap(Mono::just, 4));
        operator("flatMapSequential, taking over", flux -> flux.flatMapSequential(Mono::just, 2));
        operator("switchMap, taking over", flux -> flux.switchMap(Mono::just));
        operator(
                "withLatestFrom",
                flux -> flux.withLatestFrom(Flux.never(), (owned, other) -> owned));
        operator("zipWith", flux -> flux.zipWith(Flux.just(1), 4, (owned, one) -> owned));
        operator("mergeWith", flux -> Flux.merge(4, flux, Flux.never()));
        operator("concatWith", flux -> flux.concatWith(Flux.never()));
        operator("switchOnFirst", flux -> flux.switchOnFirst((first, rest) -> rest));
        operator("delayUntil", flux -> flux.delayUntil(owned -> Mono.never()));
        operator("timeout", flux -> flux.timeout(Mono.never()));
        operator("takeUntilOther", flux -> flux.takeUntilOther(Mono.never()));
        operator("retry", flux -> flux.retry(0));
        operator("scan", flux -> flux.scan((before, owned) -> owned));
        operator("reduce", flux -> flux.reduce((before, owned) -> owned));
    }

    private void grouping() {
        operator("buffer", flux -> flux.buffer(3));
        operator("buffer, waiting behind it", flux -> flux.buffer(2).onBackpressureBuffer(8));
        all.put(
                "bufferTimeout",
                source -> source.flux().bufferTimeout(3, Duration.ofNanos(1), source.time()));
        operator("index, waiting behind it", flux -> flux.index().onBackpressureBuffer(8));
        operator("collectList", Flux::collectList);
        operator("window", flux -> flux.window(3));
        operator("groupBy", flux -> flux.groupBy(ReactorOperators::even, 4));
    }

    private void hopping() {
        all.put("publishOn", source -> source.flux().publishOn(source.busy(), 4));
        all.put(
                "parallel, runOn, sequential",
                source -> source.flux().parallel(2, 4).runOn(source.busy(), 4).sequential());
        all.put("subscribeOn", source -> source.flux().subscribeOn(source.busy()));
    }

    private void multicasting() {
        operator("publish, refCount", flux -> flux.publish(4).refCount());
        operator("publish, a function", flux -> flux.publish(shared -> shared, 4));
        operator("share", Flux::share);
        operator("replay", flux -> flux.replay(4).refCount());
        operator("cache", flux -> flux.cache(4));
        sink("Sinks, multicast buffering", () -> Sinks.many().multicast().onBackpressureBuffer(8));
        sink("Sinks, multicast best effort", () -> Sinks.many().multicast().directBestEffort());
        sink("Sinks, replay", () -> Sinks.many().replay().limit(8));
        sink("Sinks, unicast", () -> Sinks.many().unicast().onBackpressureBuffer());
    }

    /** A producer that believes the sink as long as it says that it took the element. */
    private void sink(String name, Supplier<Sinks.Many<Owned>> sinks) {
        all.put(name, source -> {
            Sinks.Many<Owned> sink = sinks.get();
            source.failsBy(() -> sink.tryEmitError(new IllegalStateException("source failed")));
            return sink.asFlux()
                    .doOnSubscribe(subscription -> push(source, owned -> {
                        if (sink.tryEmitNext(owned).isFailure()) {
                            owned.close();
                        }
                    }));
        });
    }

    private void pushing() {
        for (FluxSink.OverflowStrategy strategy : FluxSink.OverflowStrategy.values()) {
            if (strategy != FluxSink.OverflowStrategy.IGNORE) {
                all.put(
                        "Flux.create " + strategy,
                        source -> Flux.<Owned>create(sink -> pushTo(source, sink), strategy));
                all.put(
                        "Flux.push " + strategy,
                        source -> Flux.<Owned>push(sink -> pushTo(source, sink), strategy));
            }
        }
    }

    private static void pushTo(OwnedSource source, FluxSink<Owned> sink) {
        source.failsBy(() -> sink.error(new IllegalStateException("source failed")));
        push(source, owned -> {
            if (source.failed()) {
                owned.close();
            } else {
                sink.next(owned);
            }
        });
    }

    /** Pushes at once, and once more when the consumer may have cancelled. */
    private static void push(OwnedSource source, Consumer<Owned> sink) {
        source.busy().schedule(() -> {
            for (int i = 0; i < PUSHED; i++) {
                sink.accept(source.make());
            }
        });
        source.time().schedule(() -> sink.accept(source.make()), 1, TimeUnit.NANOSECONDS);
    }

    private void throwing() {
        operator("filter, throwing", flux -> flux.filter(owned -> fail()));
        operator("map, throwing", flux -> flux.map(owned -> fail()));
        operator("doOnNext, throwing", flux -> flux.doOnNext(owned -> fail()));
        operator("handle, throwing", flux -> flux.handle((owned, sink) -> fail()));
        operator("flatMap, throwing", flux -> flux.flatMap(owned -> Mono.just(fail()), 2, 4));
        operator("concatMap, throwing", flux -> flux.concatMap(owned -> Mono.just(fail()), 4));
        operator("takeUntil, throwing", flux -> flux.takeUntil(owned -> fail()));
    }

    private static boolean even(Owned owned) {
        return owned.number % 2 == 0;
    }

    private static boolean fail() {
        throw new IllegalArgumentException("the function throws");
    }
}
