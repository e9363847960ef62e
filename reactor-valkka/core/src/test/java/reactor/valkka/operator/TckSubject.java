package reactor.valkka.operator;

import org.reactivestreams.Subscription;

import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.valkka.Overflow;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Frame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.Picture;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.spi.Outlet;
import reactor.valkka.spi.OutletListener;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Every publisher of this module, as the rules of Reactive Streams are tried on it: behind a source
 * of so many frames, which it hands on one to one. A frame becomes a number before the verifying
 * subscriber sees it, since that closes nothing.
 */
enum TckSubject {
    FRAMES_CLOSING(units(Pacing.ON_DEMAND), Frames.closing()),
    USE_MAP(units(Pacing.ON_DEMAND), flux -> flux),
    INSPECT(units(Pacing.ON_DEMAND), Inspect.frames("tck", line -> {})),
    KEY_FRAMES(keyFrames(), KeyFrames.only()),
    GATE(units(Pacing.ON_DEMAND), flux -> flux.transform(Gate.opened()::pass)),
    PACE_OF_A_FILE(units(Pacing.ON_DEMAND), Pace.speed(1e9)),
    PACE_OF_A_CAMERA(units(Pacing.LIVE), Pace.realTime()),
    INTERVAL_OF_A_FILE(pictures(Pacing.ON_DEMAND), Interval.of(Duration.ofMillis(40))),
    INTERVAL_OF_A_CAMERA(pictures(Pacing.LIVE), Interval.of(Duration.ofNanos(1))),
    HOP(units(Pacing.ON_DEMAND), Hop.on(Schedulers.parallel(), 4)),
    HOP_OF_ONE(units(Pacing.LIVE), Hop.on(Schedulers.boundedElastic(), 1)),
    FORK_BACKPRESSURE(
            units(Pacing.ON_DEMAND), flux -> Fork.of(flux).branch("tck", Overflow.backpressure(4))),
    FORK_SKIP_TO_KEY_FRAME(
            units(Pacing.ON_DEMAND),
            flux -> Fork.of(flux).branch("tck", Overflow.skipToKeyFrame(4))),
    FORK_ON_REQUEST(
            pictures(Pacing.ON_DEMAND), flux -> Fork.of(flux).branch("tck", Overflow.onRequest())),
    OUTLET(units(Pacing.ON_DEMAND), TckSubject::throughOutlet);

    private final BiFunction<TestFrames, Long, Flux<Integer>> numbers;
    private final Flux<Integer> failed;

    <F extends Frame> TckSubject(
            BiFunction<TestFrames, Long, Flux<F>> source, Function<Flux<F>, Flux<F>> operator) {
        numbers = (frames, count) -> source.apply(frames, count)
                .transform(operator)
                .transform(Use.map(TestFrames::number));
        Flux<F> broken = Flux.error(new IllegalStateException("broken from the start"));
        failed = broken.transform(operator).transform(Use.map(TestFrames::number));
    }

    /** One row for each, as TestNG wants them. */
    static Object[][] rows() {
        return Arrays.stream(values())
                .map(subject -> new Object[] {subject})
                .toArray(Object[][]::new);
    }

    /** So many numbers, one for each frame that the operator hands on. */
    Flux<Integer> numbers(TestFrames frames, long count) {
        return numbers.apply(frames, count);
    }

    /** Fails at once. */
    Flux<Integer> failed() {
        return failed;
    }

    private static BiFunction<TestFrames, Long, Flux<EncodedFrame>> units(Pacing pacing) {
        return stream(pacing, 1);
    }

    private static BiFunction<TestFrames, Long, Flux<EncodedFrame>> keyFrames() {
        return stream(Pacing.ON_DEMAND, TestFrames.GROUP);
    }

    /** A setup, and then every unit, or every second, and so on, so many frames in all. */
    private static BiFunction<TestFrames, Long, Flux<EncodedFrame>> stream(
            Pacing pacing, int every) {
        return (frames, count) -> {
            StreamSetup setup = frames.setup(pacing);
            return Flux.range(0, number(count))
                    .map(number -> number == 0 ? setup : frames.unit(setup, (number - 1) * every));
        };
    }

    private static BiFunction<TestFrames, Long, Flux<Picture>> pictures(Pacing pacing) {
        return (frames, count) -> frames.pictures(pacing, number(count));
    }

    private static int number(long count) {
        return (int) Math.min(count, Integer.MAX_VALUE);
    }

    /** A producer that pushes, as a source does, what its outlet was asked for. */
    private static Flux<EncodedFrame> throughOutlet(Flux<EncodedFrame> source) {
        return Outlet.flux(Overflow.backpressure(4), new Counters(), outlet -> {
            Pusher pusher = new Pusher(outlet);
            source.subscribe(pusher);
            return pusher;
        });
    }

    private static final class Pusher extends BaseSubscriber<EncodedFrame>
            implements OutletListener {
        private final Outlet<EncodedFrame> outlet;

        Pusher(Outlet<EncodedFrame> outlet) {
            this.outlet = outlet;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {}

        @Override
        public void requested(long frames) {
            request(frames);
        }

        @Override
        protected void hookOnNext(EncodedFrame frame) {
            outlet.push(frame);
        }

        @Override
        protected void hookOnComplete() {
            outlet.complete();
        }

        @Override
        protected void hookOnError(Throwable error) {
            outlet.fail(error);
        }

        @Override
        public void cancelled() {
            cancel();
        }
    }
}
