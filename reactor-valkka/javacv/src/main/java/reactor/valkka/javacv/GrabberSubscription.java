package reactor.valkka.javacv;

import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.FrameGrabber;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

import reactor.core.publisher.Operators;
import reactor.util.context.Context;
import reactor.valkka.ValkkaException;
import reactor.valkka.count.Counter;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.CaptureOrigin;
import reactor.valkka.frame.HostPicture;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.Picture;
import reactor.valkka.frame.PictureHeader;
import reactor.valkka.frame.PictureType;
import reactor.valkka.javacv.GrabberException.Stage;
import reactor.valkka.pool.SlotWaiter;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** One thread that reads a grabber for one subscriber. */
final class GrabberSubscription implements Subscription, Runnable {
    private static final int MICROS = 1_000_000;

    private final GrabberSource.Settings settings;
    private final Subscriber<? super Picture> actual;
    private final StreamCounters counters;
    private final AtomicLong requested = new AtomicLong();
    private final SlotWaiter slotFree = new SlotWaiter(this::wake);
    private final Thread thread;
    private volatile boolean cancelled;
    private volatile long badRequest = 1;

    GrabberSubscription(GrabberSource.Settings settings, Subscriber<? super Picture> actual) {
        this.settings = settings;
        this.actual = actual;
        counters = settings.counters().of(settings.stream());
        thread = new Thread(this, "valkka-file-" + settings.stream());
        thread.setDaemon(true);
    }

    void start() {
        actual.onSubscribe(this);
        thread.start();
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            badRequest = n;
        } else {
            requested.accumulateAndGet(n, Operators::addCap);
        }
        wake();
    }

    @Override
    public void cancel() {
        cancelled = true;
        wake();
    }

    private void wake() {
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        Throwable error = null;
        FrameGrabber grabber = null;
        try (GrabberSlots slots = new GrabberSlots(settings)) {
            if (isWanted()) {
                grabber = started();
                readAll(grabber, slots);
            }
        } catch (ValkkaException | IllegalArgumentException expected) {
            error = expected;
        } catch (Throwable unexpected) {
            error = new GrabberException(settings.stream(), Stage.GRAB, unexpected);
        }
        slotFree.dispose();
        finish(closed(grabber, error));
    }

    private FrameGrabber started() {
        FrameGrabber grabber = null;
        try {
            grabber = settings.factory().create();
            grabber.start();
            return grabber;
        } catch (Exception | LinkageError e) {
            GrabberException error = new GrabberException(settings.stream(), Stage.START, e);
            closed(grabber, error);
            throw error;
        }
    }

    private void readAll(FrameGrabber grabber, GrabberSlots slots) {
        boolean live = isLive();
        while (live ? isWanted() : awaitDemand()) {
            Frame frame = next(grabber);
            if (frame == null) {
                if (live && !cancelled) {
                    throw new GrabberException(
                            settings.stream(), Stage.ENDED, "no more pictures", null);
                }
                return;
            }
            if (frame.image != null) {
                deliver(frame, slots, live);
            }
        }
    }

    private boolean isLive() {
        return settings.pacing() == Pacing.LIVE;
    }

    private @Nullable Frame next(FrameGrabber grabber) {
        try {
            return grabber.grab();
        } catch (Exception e) {
            throw new GrabberException(settings.stream(), Stage.GRAB, e);
        }
    }

    private void deliver(Frame frame, GrabberSlots slots, boolean live) {
        if (live && requested.get() == 0) {
            counters.increment(Counter.PICTURES_SKIPPED);
            return;
        }
        PictureHeader header = header(frame);
        HostPicture picture = slots.tryCopy(frame, header);
        while (picture == null && !live && isWanted()) {
            slots.await(slotFree);
            picture = slots.tryCopy(frame, header);
            if (picture == null) {
                park();
            }
        }
        if (picture == null) {
            counters.increment(Counter.POOL_EXHAUSTED);
        } else if (cancelled) {
            picture.close();
        } else {
            requested.updateAndGet(n -> n == Long.MAX_VALUE ? n : n - 1);
            actual.onNext(picture);
        }
    }

    private PictureHeader header(Frame frame) {
        boolean live = isLive();
        PictureType type = switch (frame.pictType) {
            case 'I' -> PictureType.I;
            case 'P' -> PictureType.P;
            case 'B' -> PictureType.B;
            default -> PictureType.UNKNOWN;
        };
        long captured = live ? System.currentTimeMillis() * MICROS : frame.timestamp * 1_000;
        long now = System.nanoTime();
        return new PictureHeader(
                settings.stream(),
                settings.pacing(),
                MICROS,
                frame.timestamp,
                now,
                now,
                now,
                captured,
                live ? CaptureOrigin.ARRIVAL : CaptureOrigin.FILE,
                type,
                frame.keyFrame,
                false);
    }

    /** Waits until something is asked for; false if the subscription is over instead. */
    private boolean awaitDemand() {
        while (isWanted() && requested.get() == 0) {
            park();
        }
        return isWanted();
    }

    private boolean isWanted() {
        if (badRequest <= 0) {
            throw new IllegalArgumentException(
                    "Reactive Streams §3.9: request(n) needs n > 0, got " + badRequest);
        }
        return !cancelled;
    }

    /** Sleeps until something happens; an interrupt has no meaning here and is cleared. */
    private void park() {
        LockSupport.park(this);
        if (Thread.interrupted()) {
            wake();
        }
    }

    /** Releases the grabber; its trouble matters only where there is no other. */
    private @Nullable Throwable closed(@Nullable FrameGrabber grabber, @Nullable Throwable error) {
        if (grabber == null) {
            return error;
        }
        try {
            grabber.close();
        } catch (Exception e) {
            GrabberException failed = new GrabberException(settings.stream(), Stage.CLOSE, e);
            if (error == null) {
                return failed;
            }
            error.addSuppressed(failed);
        }
        return error;
    }

    private void finish(@Nullable Throwable error) {
        if (!cancelled) {
            if (error == null) {
                actual.onComplete();
            } else {
                actual.onError(error);
            }
        } else if (error != null) {
            Operators.onErrorDropped(error, Context.empty());
        }
    }
}
