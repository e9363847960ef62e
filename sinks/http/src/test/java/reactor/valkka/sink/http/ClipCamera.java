package reactor.valkka.sink.http;

import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.valkka.Overflow;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.CaptureOrigin;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.media.bitstream.AccessUnitBuilder;
import reactor.valkka.media.bitstream.ParameterSetTracker;
import reactor.valkka.media.bitstream.UnitTimes;
import reactor.valkka.pool.PoolShare;
import reactor.valkka.spi.Outlet;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Plays a clip over and over as a camera would, 25 pictures a second, or once as a file would. */
final class ClipCamera {
    private static final int CLOCK_RATE_HZ = 90_000;
    private static final int TICKS = 3_600;
    private static final int REORDER_TICKS = 2 * TICKS;
    private static final long PERIOD_MILLIS = 40;

    private final StreamId stream;
    private final PoolShare share;
    private final Scheduler scheduler;
    private final AtomicInteger connects = new AtomicInteger();
    private volatile Clip clip;
    private volatile int restarts;
    private volatile boolean silent;
    private volatile int newestPicture;
    private volatile long newestPts;

    ClipCamera(String name, Clip clip, PoolShare share) {
        stream = StreamId.of(name);
        this.clip = clip;
        this.share = share;
        scheduler = Schedulers.newSingle("camera-" + name, true);
    }

    /** From the next unit on the camera sends another clip with other times, from a key frame. */
    void restartWith(Clip other) {
        clip = other;
        restarts++;
    }

    /** Stops sending, or goes on, without ending the stream. */
    void silent(boolean value) {
        silent = value;
    }

    /** Number of the picture that was sent last. */
    int newestPicture() {
        return newestPicture;
    }

    /** Time of the picture that was sent last, in ticks. */
    long newestPts() {
        return newestPts;
    }

    /** Times that somebody connected. */
    int connects() {
        return connects.get();
    }

    /** Counts a connection that is made elsewhere. */
    void connected() {
        connects.incrementAndGet();
    }

    void dispose() {
        scheduler.dispose();
    }

    /** The live stream. */
    Flux<EncodedFrame> frames() {
        return Outlet.flux(Overflow.skipToKeyFrame(16), new Counters(), outlet -> {
            connects.incrementAndGet();
            Run run = new Run(Pacing.LIVE, outlet::push);
            var timer = scheduler.schedulePeriodically(
                    run::next, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
            return timer::dispose;
        });
    }

    /** The clip once, as fast as it is read. */
    Flux<EncodedFrame> file() {
        return Flux.generate(
                () -> {
                    connects.incrementAndGet();
                    return new FileRun();
                },
                (run, sink) -> {
                    EncodedFrame frame = run.next();
                    if (frame == null) {
                        sink.complete();
                    } else {
                        sink.next(frame);
                    }
                    return run;
                },
                FileRun::close);
    }

    private final class FileRun {
        private final Queue<EncodedFrame> ready = new ArrayDeque<>();
        private final Run run = new Run(Pacing.ON_DEMAND, ready::add);
        private int given;

        EncodedFrame next() {
            while (ready.isEmpty() && given < clip.units().size()) {
                run.next();
                given++;
            }
            return ready.poll();
        }

        void close() {
            ready.forEach(EncodedFrame::close);
        }
    }

    private final class Run {
        private final Pacing pacing;
        private final Consumer<EncodedFrame> target;
        private AccessUnitBuilder builder;
        private int seenRestarts;
        private int next;
        private long base;

        Run(Pacing pacing, Consumer<EncodedFrame> target) {
            this.pacing = pacing;
            this.target = target;
            seenRestarts = restarts;
            base = 1_000_000_000L;
            builder = builder(false);
        }

        private AccessUnitBuilder builder(boolean discontinuity) {
            return new AccessUnitBuilder(
                    new ParameterSetTracker(clip.codec(), 0, CLOCK_RATE_HZ),
                    track -> StreamSetup.of(stream, pacing, track).withDiscontinuity(discontinuity),
                    share,
                    new Counters().of(stream),
                    target);
        }

        void next() {
            if (silent) {
                return;
            }
            if (seenRestarts != restarts) {
                seenRestarts = restarts;
                base = 5_000_000L * restarts;
                next = 0;
                builder.close();
                builder = builder(true);
            }
            int at = next % clip.units().size();
            int loop = next / clip.units().size();
            int picture = clip.shown()[at];
            ByteBuffer unit = clip.units().get(at);
            builder.annexB(unit, 0, unit.limit());
            long picturesBefore = (long) loop * clip.units().size();
            builder.finish(times(
                    base + (picturesBefore + picture) * TICKS,
                    base + (picturesBefore + at) * TICKS - REORDER_TICKS));
            newestPicture = picture;
            newestPts = base + (picturesBefore + picture) * TICKS;
            next++;
        }

        private UnitTimes times(long pts, long dts) {
            long epochNanos = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
            return new UnitTimes(
                    pts, dts, TICKS, System.nanoTime(), epochNanos, CaptureOrigin.ARRIVAL);
        }
    }
}
