package reactor.valkka.rtsp;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How far the time of day is ahead of {@link System#nanoTime()}. */
final class WallClock {

    private static final long READ_WITHIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int TRIES_MAX = 5;

    private WallClock() {}

    /** Time since 1970 minus the monotonic time, as they are now. */
    static long epochMinusMonotonicNanos() {
        return epochMinusMonotonicNanos(InstantSource.system(), System::nanoTime);
    }

    /**
     * Reads both clocks at one moment: where a pause of this thread falls between the two they are
     * read again, some times at most, and the look that took least counts.
     */
    static long epochMinusMonotonicNanos(InstantSource wall, LongSupplier monotonic) {
        long least = Long.MAX_VALUE;
        long difference = 0;
        for (int i = 0; i < TRIES_MAX && least > READ_WITHIN_NANOS; i++) {
            long before = monotonic.getAsLong();
            Instant now = wall.instant();
            long took = monotonic.getAsLong() - before;
            if (took < least) {
                least = took;
                difference = TimeUnit.SECONDS.toNanos(now.getEpochSecond())
                        + now.getNano()
                        - (before + took / 2);
            }
        }
        return difference;
    }
}
