package reactor.valkka.doctor;

import org.jspecify.annotations.Nullable;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.valkka.count.Counters;
import reactor.valkka.operator.Use;
import reactor.valkka.rtsp.RtspStatusException;
import reactor.valkka.source.rtsp.ReconnectPolicy;
import reactor.valkka.source.rtsp.RtspSource;
import reactor.valkka.source.rtsp.RtspTransport;

import java.time.Duration;
import java.util.function.Function;

/** Plays a camera for a while and takes notes. */
final class StreamLook {

    private static final int NOT_ENOUGH_BANDWIDTH = 453;
    private static final int UNAVAILABLE = 503;
    private static final Duration GOODBYE = Duration.ofSeconds(2);
    private static final Duration SESSION_WITHIN = Duration.ofSeconds(20);

    private final RtspSource source;
    private final Enough enough;

    /**
     * Looks at a camera.
     *
     * @param source with address, credentials and deadlines
     * @param enough ends a look before its time
     */
    StreamLook(RtspSource source, Enough enough) {
        this.source = source.reconnect(ReconnectPolicy.never());
        this.enough = enough;
    }

    /**
     * Watches for a while from the first unit on, and waits until the camera let go.
     *
     * @param transport that is asked for
     * @param watch for how long
     * @param dialogue where the dialogue is noted
     * @param listeners makes one listener of the observer and others
     */
    Mono<Observation> watch(
            RtspTransport transport,
            Duration watch,
            DialogueNotes dialogue,
            Function<Observer, WireListenerPair> listeners) {
        Mono<Observation> once = watchOnce(transport, watch, dialogue, listeners);
        return once.flatMap(
                seen -> isBusy(seen.error()) ? Mono.delay(GOODBYE).then(once) : Mono.just(seen));
    }

    /** Cameras with room for one client may still count the look before. */
    private static boolean isBusy(@Nullable Throwable error) {
        return error instanceof RtspStatusException status
                && (status.status() == NOT_ENOUGH_BANDWIDTH || status.status() == UNAVAILABLE);
    }

    private Mono<Observation> watchOnce(
            RtspTransport transport,
            Duration watch,
            DialogueNotes dialogue,
            Function<Observer, WireListenerPair> listeners) {
        return Mono.defer(() -> {
            Observer observer = new Observer(dialogue);
            Counters counters = new Counters();
            RtspSource one =
                    source.transport(transport).counters(counters).trace(listeners.apply(observer));
            Observation well = Observation.of(transport, observer, counters, source.stream());
            Flux<Boolean> frames = one.frames().transform(Use.map(observer::frame));
            return frames.takeUntilOther(enough.or(observer.begun().then(Mono.delay(watch))))
                    .then(Mono.just(well))
                    .onErrorResume(error -> Mono.just(well.failed(error)))
                    .flatMap(StreamLook::letGo);
        });
    }

    /** Many cameras serve one client at a time: the next look waits for the end of this one. */
    private static Mono<Observation> letGo(Observation seen) {
        Mono<Void> ended = seen.observer().connected()
                ? seen.observer().ended().timeout(GOODBYE).onErrorComplete()
                : Mono.empty();
        return ended.thenReturn(seen);
    }

    /**
     * How many clients the camera serves at once: opens one after the other, until one is refused.
     *
     * @param max where counting ends
     */
    Mono<Integer> sessions(RtspTransport transport, int max) {
        return Mono.using(
                Disposables::composite,
                open -> Flux.range(1, max)
                        .concatMap(number -> oneAtLast(transport, open), 1)
                        .takeUntil(served -> !served)
                        .filter(served -> served)
                        .count()
                        .map(Long::intValue),
                Disposable::dispose);
    }

    /** The session that has just ended may still count. */
    private Mono<Boolean> oneAtLast(RtspTransport transport, Disposable.Composite open) {
        return one(transport, open)
                .flatMap(served ->
                        served ? Mono.just(true) : Mono.delay(GOODBYE).then(one(transport, open)));
    }

    private Mono<Boolean> one(RtspTransport transport, Disposable.Composite open) {
        return Mono.defer(() -> {
            Sinks.One<Boolean> began = Sinks.one();
            open.add(source.transport(transport)
                    .counters(new Counters())
                    .frames()
                    .transform(Use.map(frame -> began.tryEmitValue(true).isSuccess()))
                    .subscribe(frame -> {}, error -> began.tryEmitValue(false)));
            return began.asMono().timeout(SESSION_WITHIN).onErrorReturn(false);
        });
    }
}
