package reactor.valkka.operator;

import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.valkka.frame.Frame;

import java.util.function.Function;

/**
 * Carries a stream to another thread. What {@code publishOn} is for other elements, without losing
 * those that are queued when the subscriber cancels.
 *
 * <p><b>Shape:</b> one to one, in order. Asks its source only for what its subscriber asked for, so
 * that one request stays one request; at most {@code prefetch} frames are under way at a time.
 *
 * <p><b>Threads:</b> the subscriber is called on one worker of the scheduler; requests reach the
 * source from there too.
 *
 * <p><b>Ownership:</b> frames that are queued when the subscriber cancels, or that come late, are
 * closed. <b>Overflow:</b> cannot happen; a source that sends more than it was asked for gets an
 * {@link IllegalStateException}.
 *
 * <p><b>Errors:</b> come after the frames before them. If the scheduler is disposed, the
 * next signal or request closes what is queued, cancels the source and ends the stream with a
 * {@link java.util.concurrent.RejectedExecutionException}, on the thread that it comes from. A
 * subscriber that throws counts as one that cancelled.
 */
public final class Hop {
    private Hop() {}

    /**
     * To be used with {@code transform}.
     *
     * @param scheduler whose worker calls the subscriber from here on
     * @param prefetch frames that may be under way, 1 or more
     */
    public static <F extends Frame> Function<Flux<F>, Flux<F>> on(
            Scheduler scheduler, int prefetch) {
        if (prefetch < 1) {
            throw new IllegalArgumentException("Prefetch must be at least 1, got " + prefetch);
        }
        return source ->
                new HopFlux<>(source.doOnDiscard(Frame.class, Frame::close), scheduler, prefetch);
    }
}
