package reactor.valkka.operator;

import org.jspecify.annotations.Nullable;

import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.Picture;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Asks for one picture each period: a demander, not a filter. What nobody asks for need not be
 * decoded, so a camera that is looked at once a second costs one decode a second.
 *
 * <pre>{@code
 * pictures.branch("analyse", Overflow.onRequest())
 *     .transform(Interval.of(Duration.ofSeconds(1)))
 *     .as(Use.each(picture -> analyse(picture)));
 * }</pre>
 *
 * <p><b>Shape:</b> as the source, with fewer pictures. Due times lie on a fixed grid that starts at
 * the first picture, so that they neither drift nor beat with a camera's own period: on a live
 * stream by the time of arrival, where one picture is asked for when it is due; on an on-demand
 * stream by presentation time, where pictures are read one by one and those before the due time
 * closed. A due time that finds no demand asks nothing until there is some; due times missed
 * meanwhile are not made up for. A step back in presentation time starts a new grid.
 *
 * <p>Stands directly on a decoder or on a branch. A prefetching operator between them would turn
 * one request into many decodes.
 *
 * <p><b>Threads:</b> asks on the timer's thread or the consumer's, signals on the source's.
 * <b>Ownership:</b> pictures that are not handed on are closed; holds none. <b>Overflow:</b> none:
 * never asks for more than one. <b>Errors:</b> those of the source.
 */
public final class Interval {
    private Interval() {}

    /**
     * One picture each period; time from {@link System#nanoTime()}, on the parallel scheduler.
     *
     * @param <P> kind of the pictures
     */
    public static <P extends Picture> Function<Flux<P>, Flux<P>> of(Duration period) {
        return of(period, Schedulers.parallel(), System::nanoTime);
    }

    /**
     * One picture each period, with a timer and a clock of yours.
     *
     * @param timer asks when a picture of a live stream is due
     * @param nanoTime the clock on which pictures arrive, in nanoseconds
     * @param <P> kind of the pictures
     */
    public static <P extends Picture> Function<Flux<P>, Flux<P>> of(
            Duration period, Scheduler timer, LongSupplier nanoTime) {
        long periodNanos = period.toNanos();
        if (periodNanos <= 0) {
            throw new IllegalArgumentException("An interval must be positive, got " + period);
        }
        return flux -> FrameFlux.of(
                flux, downstream -> new Demander<>(downstream, periodNanos, timer, nanoTime));
    }

    private static final class Demander<P extends Picture> extends StepOperator<P> {
        private final long periodNanos;
        private final Scheduler timer;
        private final LongSupplier nanoTime;
        private final Disposable.Swap alarm = Disposables.swap();

        private @Nullable Pacing pacing;
        private long gridNanos;
        private long dueNanos;
        private long lastNanos;
        private volatile boolean due = true;

        Demander(
                CoreSubscriber<? super P> downstream,
                long periodNanos,
                Scheduler timer,
                LongSupplier nanoTime) {
            super(downstream);
            this.periodNanos = periodNanos;
            this.timer = timer;
            this.nanoTime = nanoTime;
        }

        @Override
        boolean wants() {
            return due;
        }

        @Override
        void take(P picture) {
            boolean live = picture.pacing() == Pacing.LIVE;
            long nanos = live ? picture.header().arrivalNanos() : picture.ptsNanos();
            if (picture.pacing() != pacing || nanos < lastNanos) {
                pacing = picture.pacing();
                gridNanos = nanos;
                dueNanos = nanos;
            }
            lastNanos = nanos;
            if (!live && nanos < dueNanos) {
                drop(picture);
                return;
            }
            dueNanos = Math.max(dueNanos + periodNanos, nextOnGrid(nanos));
            if (live) {
                waitUntilDue();
            }
            emit(null, picture);
        }

        private long nextOnGrid(long nanos) {
            return gridNanos + (Math.floorDiv(nanos - gridNanos, periodNanos) + 1) * periodNanos;
        }

        private void waitUntilDue() {
            long waitNanos = Math.min(periodNanos, dueNanos - nanoTime.getAsLong());
            if (waitNanos > 0) {
                due = false;
                alarm.update(timer.schedule(this::ask, waitNanos, TimeUnit.NANOSECONDS));
            }
        }

        private void ask() {
            due = true;
            drain();
        }

        @Override
        void stop() {
            alarm.dispose();
        }
    }
}
