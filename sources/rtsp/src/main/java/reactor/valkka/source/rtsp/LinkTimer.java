package reactor.valkka.source.rtsp;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** The one timer of a connection: rings at the earliest time that was asked for, or before. */
final class LinkTimer {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final CameraRun run;
    private final Runnable ring;
    private @Nullable ScheduledFuture<?> armed;
    private long at;

    LinkTimer(CameraRun run, Runnable ring) {
        this.run = run;
        this.ring = ring;
    }

    /** Rings at this time at the latest; it may ring before. */
    void atLatest(long nanos) {
        ScheduledFuture<?> before = armed;
        if (before != null && !before.isDone() && at - nanos <= 0) {
            return;
        }
        if (before != null) {
            before.cancel(false);
        }
        at = nanos;
        long delay = Math.max(NANOS_PER_MILLI, nanos - System.nanoTime());
        armed = run.loop().schedule(() -> run.guarded(this::rang), delay, TimeUnit.NANOSECONDS);
    }

    private void rang() {
        armed = null;
        ring.run();
    }

    void cancel() {
        if (armed != null) {
            armed.cancel(false);
            armed = null;
        }
    }
}
