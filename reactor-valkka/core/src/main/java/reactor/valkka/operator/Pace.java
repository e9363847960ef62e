package reactor.valkka.operator;

import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.valkka.frame.Fragment;
import reactor.valkka.frame.Frame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamSetup;

import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Plays files and recordings at their own speed, or at a multiple of it. Live streams, which have
 * their speed already, pass untouched.
 *
 * <pre>{@code
 * FileSource.of(path).frames().transform(Pace.realTime()).transform(Decode.on(decoders))
 * }</pre>
 *
 * <p><b>Shape:</b> as the source. The first frame goes at once and starts the clock; each later one
 * goes when as much time has passed as lies between the two, by decoding time for access units and
 * fragments, by presentation time for pictures. A {@link StreamSetup} with a discontinuity starts
 * the clock again. So does a frame that is late by more than a second, as after a pause of the
 * consumer, which then goes on at normal speed instead of racing; and one that is more than a
 * minute ahead. What is late by less is caught up with.
 *
 * <p><b>Threads:</b> signals on the timer's thread, the source's or the consumer's; a consumer that
 * blocks needs a hop of its own. <b>Ownership:</b> holds one frame, and closes it when cancelled.
 * <b>Overflow:</b> none: asks for one frame at a time. <b>Errors:</b> those of the source, behind
 * the frame that is held.
 */
public final class Pace {
    private static final long LATE_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);
    private static final long AHEAD_NANOS_MAX = TimeUnit.MINUTES.toNanos(1);

    private Pace() {}

    /**
     * At its own speed.
     *
     * @param <F> kind of the frames
     */
    public static <F extends Frame> Function<Flux<F>, Flux<F>> realTime() {
        return speed(1);
    }

    /**
     * At a multiple of its own speed.
     *
     * @param factor 2 for twice as fast, 0.5 for half as fast; positive
     * @param <F> kind of the frames
     */
    public static <F extends Frame> Function<Flux<F>, Flux<F>> speed(double factor) {
        return speed(factor, Schedulers.parallel(), System::nanoTime);
    }

    /**
     * At a multiple of its own speed, with a timer and a clock of yours.
     *
     * @param timer wakes when the next frame is due
     * @param nanoTime the clock that it follows, in nanoseconds
     * @param <F> kind of the frames
     */
    public static <F extends Frame> Function<Flux<F>, Flux<F>> speed(
            double factor, Scheduler timer, LongSupplier nanoTime) {
        if (!(factor > 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("A speed must be positive, got " + factor);
        }
        return flux ->
                FrameFlux.of(flux, downstream -> new Player<>(downstream, factor, timer, nanoTime));
    }

    private static final class Player<F extends Frame> extends StepOperator<F> {
        private final double factor;
        private final Scheduler timer;
        private final LongSupplier nanoTime;
        private final Disposable.Swap alarm = Disposables.swap();

        private boolean started;
        private long startNanos;
        private long startFrameNanos;

        Player(
                CoreSubscriber<? super F> downstream,
                double factor,
                Scheduler timer,
                LongSupplier nanoTime) {
            super(downstream);
            this.factor = factor;
            this.timer = timer;
            this.nanoTime = nanoTime;
        }

        @Override
        void take(F frame) {
            if (frame.pacing() == Pacing.LIVE || isDiscontinuity(frame)) {
                started = false;
            }
            long frameNanos = FrameTimes.nanos(frame);
            if (frame.pacing() == Pacing.LIVE || frameNanos == Frame.NO_PTS) {
                emit(null, frame);
                return;
            }
            long waitNanos = waitNanos(frameNanos);
            if (waitNanos <= 0) {
                emit(null, frame);
            } else {
                alarm.update(timer.schedule(this::release, waitNanos, TimeUnit.NANOSECONDS));
                hold(frame);
            }
        }

        private long waitNanos(long frameNanos) {
            long now = nanoTime.getAsLong();
            if (started) {
                long played = (long) ((frameNanos - startFrameNanos) / factor);
                long waitNanos = startNanos + played - now;
                if (waitNanos >= -LATE_NANOS_MAX && waitNanos <= AHEAD_NANOS_MAX) {
                    return waitNanos;
                }
            }
            started = true;
            startNanos = now;
            startFrameNanos = frameNanos;
            return 0;
        }

        private static boolean isDiscontinuity(Frame frame) {
            if (frame instanceof StreamSetup setup) {
                return setup.discontinuity();
            }
            return frame instanceof Fragment fragment
                    && fragment.isInitialization()
                    && fragment.streamSetup().discontinuity();
        }

        @Override
        void stop() {
            alarm.dispose();
        }
    }
}
