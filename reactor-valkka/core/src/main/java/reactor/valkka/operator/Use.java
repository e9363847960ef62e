package reactor.valkka.operator;

import org.jspecify.annotations.Nullable;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.valkka.frame.Frame;

import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Applies functions of yours to frames, and closes every frame afterwards, whatever happens.
 *
 * <pre>{@code
 * pictures.transform(Use.map(picture -> brightness(picture))).subscribe(System.out::println);
 *
 * camera.frames().as(Use.each(frame -> System.out.println(frame))).block();
 * }</pre>
 *
 * <p><b>Shape:</b> as the source; one result for each frame. <b>Threads:</b> the function runs
 * where the source emits and must not block there longer than the source can bear.
 *
 * <p><b>Ownership:</b> the function borrows the frame and does not close it; to keep it, it takes a
 * {@link Frame#share() share}. The frame is closed when the function returns or throws; frames that
 * never reach it, because of a cancellation or an error, are closed too.
 *
 * <p><b>Errors:</b> what the function throws cancels the source and ends the flux.
 */
public final class Use {
    private Use() {}

    /**
     * Makes a value of each frame. Goes into {@link Flux#transform}.
     *
     * @param function never returns {@code null}, nor the frame itself, which is closed then
     * @param <F> kind of the frames
     * @param <R> kind of the values
     */
    public static <F extends Frame, R> Function<Flux<F>, Flux<R>> map(
            Function<? super F, ? extends R> function) {
        Objects.requireNonNull(function, "function");
        return flux -> FrameFlux.of(flux, downstream -> new MapSubscriber<>(downstream, function));
    }

    /**
     * Shows each frame to a consumer and completes when the source does. Goes into {@link Flux#as}.
     *
     * @param <F> kind of the frames
     */
    public static <F extends Frame> Function<Flux<F>, Mono<Void>> each(
            Consumer<? super F> consumer) {
        Objects.requireNonNull(consumer, "consumer");
        Function<F, Boolean> used = frame -> {
            consumer.accept(frame);
            return true;
        };
        return flux -> flux.transform(map(used)).then();
    }

    private static final class MapSubscriber<F extends Frame, R> extends PassOperator<F, R> {
        private final Function<? super F, ? extends R> function;

        MapSubscriber(
                CoreSubscriber<? super R> downstream, Function<? super F, ? extends R> function) {
            super(downstream);
            this.function = function;
        }

        @Override
        @Nullable
        R apply(F frame) {
            try (frame) {
                R result = function.apply(frame);
                if (result == null) {
                    throw new NullPointerException("The function made nothing of " + frame);
                }
                if (result == frame) {
                    throw new IllegalStateException(
                            "The function returned the frame itself, which is closed after it; "
                                    + "return a share() to keep it: " + frame);
                }
                return result;
            }
        }
    }
}
