package reactor.valkka.operator;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.valkka.count.Counters;
import reactor.valkka.count.Stage;
import reactor.valkka.count.StageTimes;
import reactor.valkka.frame.Frame;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Shows what passes, and lets it pass: the first thing to put into a pipeline that does not do what
 * it should.
 *
 * <pre>{@code
 * camera.frames().transform(Inspect.frames("door", System.out::println))
 *
 * door: setup live, H264 1280×720 clock 90000 Hz
 * door: H264 key frame pts 0.000 s, 20714 bytes 00 00 51 12 65 88 80 40 …, delay 1.3 ms
 * door: H264 pts 0.040 s, 3127 bytes 00 00 0c 33 41 9a 24 6c …, delay 0.9 ms
 *
 * camera.frames().transform(Inspect.rate("door", Duration.ofSeconds(5)))
 *
 * door: 25.0 frames/s, 3985 kbit/s, 5 key frames, delay 1.1 ms at most
 *
 * pictures.transform(Inspect.delivered("motion")).as(Use.each(picture -> detect(picture)))
 *
 * Counters.shared().of(door).times().snapshot()   // where the time went, stage by stage
 * }</pre>
 *
 * <p><b>Shape:</b> as the source. <b>Threads:</b> those of the source; the output is called there,
 * one line at a time. <b>Ownership:</b> frames pass to the consumer; nothing is held.
 * <b>Errors:</b> what the output throws cancels the source and ends the flux; the frame is closed.
 * <b>Units:</b> the delay is the time since the frame arrived in this process, and is left out
 * where no arrival is known.
 */
public final class Inspect {
    private static final Logger LOG = LoggerFactory.getLogger(Inspect.class);

    private Inspect() {}

    /**
     * Logs a line for each frame, at level {@code INFO}, to the logger of this class.
     *
     * @param name what each line begins with
     * @param <F> kind of the frames
     */
    public static <F extends Frame> Function<Flux<F>, Flux<F>> frames(String name) {
        return frames(name, LOG::info);
    }

    /**
     * Gives a line for each frame.
     *
     * @param name what each line begins with
     * @param output gets the lines, such as {@code System.out::println}
     * @param <F> kind of the frames
     */
    public static <F extends Frame> Function<Flux<F>, Flux<F>> frames(
            String name, Consumer<String> output) {
        return frames(name, output, System::nanoTime);
    }

    /**
     * Gives a line for each frame, with a clock of yours.
     *
     * @param name what each line begins with
     * @param output gets the lines
     * @param nanoTime the clock on which frames arrive, in nanoseconds
     * @param <F> kind of the frames
     */
    public static <F extends Frame> Function<Flux<F>, Flux<F>> frames(
            String name, Consumer<String> output, LongSupplier nanoTime) {
        return show(() ->
                frame -> output.accept(name + ": " + FrameText.of(frame, nanoTime.getAsLong())));
    }

    /**
     * Logs how many frames and bytes passed, at level {@code INFO}, to the logger of this class.
     *
     * @param name what each line begins with
     * @param every time between lines; a line is due with the first frame after it, so a stream
     *     that stands still is silent
     * @param <F> kind of the frames
     */
    public static <F extends Frame> Function<Flux<F>, Flux<F>> rate(String name, Duration every) {
        return rate(name, every, LOG::info);
    }

    /**
     * Gives a line about how many frames and bytes passed.
     *
     * @param name what each line begins with
     * @param every time between lines, as in {@link #rate(String, Duration)}
     * @param output gets the lines
     * @param <F> kind of the frames
     */
    public static <F extends Frame> Function<Flux<F>, Flux<F>> rate(
            String name, Duration every, Consumer<String> output) {
        return rate(name, every, output, System::nanoTime);
    }

    /**
     * Gives a line about how many frames and bytes passed, with a clock of yours.
     *
     * @param name what each line begins with
     * @param every time between lines, as in {@link #rate(String, Duration)}
     * @param output gets the lines
     * @param nanoTime the clock on which frames arrive, in nanoseconds
     * @param <F> kind of the frames
     */
    public static <F extends Frame> Function<Flux<F>, Flux<F>> rate(
            String name, Duration every, Consumer<String> output, LongSupplier nanoTime) {
        Consumer<String> named = line -> output.accept(name + ": " + line);
        return show(() -> new FrameRate(every, named, nanoTime)::count);
    }

    /**
     * Measures how long frames took to here, {@link Stage#DELIVERED} and {@link Stage#TOTAL}, in
     * the {@link StageTimes} of their streams in {@link Counters#shared()}. It stands right before
     * whoever uses them. Sound is left out where there is video, and so are frames that do not
     * know when they arrived.
     *
     * @param consumer whom the times are for
     * @param <F> kind of the frames
     */
    public static <F extends Frame> Function<Flux<F>, Flux<F>> delivered(String consumer) {
        return delivered(consumer, Counters.shared());
    }

    /**
     * Measures how long frames took to here, as {@link #delivered(String)} does.
     *
     * @param consumer whom the times are for
     * @param counters hold the times
     * @param <F> kind of the frames
     */
    public static <F extends Frame> Function<Flux<F>, Flux<F>> delivered(
            String consumer, Counters counters) {
        return delivered(consumer, counters, System::nanoTime);
    }

    /**
     * Measures how long frames took to here, with a clock of yours.
     *
     * @param consumer whom the times are for
     * @param counters hold the times
     * @param nanoTime the clock on which frames arrive, in nanoseconds
     * @param <F> kind of the frames
     */
    public static <F extends Frame> Function<Flux<F>, Flux<F>> delivered(
            String consumer, Counters counters, LongSupplier nanoTime) {
        return show(() -> new Delivery(consumer, counters, nanoTime)::arrived);
    }

    /** Shows each frame to a consumer that is made anew for each subscription. */
    private static <F extends Frame> Function<Flux<F>, Flux<F>> show(
            Supplier<Consumer<Frame>> observers) {
        return flux ->
                FrameFlux.of(flux, downstream -> new Observer<>(downstream, observers.get()));
    }

    private static final class Observer<F extends Frame> extends PassOperator<F, F> {
        private final Consumer<Frame> observer;

        Observer(CoreSubscriber<? super F> downstream, Consumer<Frame> observer) {
            super(downstream);
            this.observer = observer;
        }

        @Override
        F apply(F frame) {
            observer.accept(frame);
            return frame;
        }
    }
}
