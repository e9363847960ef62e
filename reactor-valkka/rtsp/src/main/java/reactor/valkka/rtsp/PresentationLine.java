package reactor.valkka.rtsp;

import reactor.valkka.frame.AccessUnit;

import java.util.concurrent.TimeUnit;

/**
 * Where the presentation times of a stream stand, so that they go on over a break: the next
 * connection begins as much later as time passed since the last unit came, and visibly, so that no
 * two units meet.
 *
 * <p><b>Threads:</b> one at a time. <b>Units:</b> nanoseconds.
 */
public final class PresentationLine {
    private static final long BREAK_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(500);

    private boolean begun;
    private long highestNanos;
    private long lastArrivalNanos;

    /** A line on which nothing has come yet. */
    public PresentationLine() {}

    /** Whether a unit has come. */
    public boolean hasBegun() {
        return begun;
    }

    /** Takes note of a unit. */
    public void passed(AccessUnit unit) {
        long nanos = nanos(unit.pts(), unit.track().clockRateHz());
        highestNanos = begun ? Math.max(highestNanos, nanos) : nanos;
        lastArrivalNanos = unit.header().arrivalNanos();
        begun = true;
    }

    /**
     * Where a connection that begins now is on the line; 0 for the first one.
     *
     * @param now on the clock of {@link System#nanoTime()}
     */
    public long nextNanos(long now) {
        return begun ? highestNanos + Math.max(BREAK_NANOS_MIN, now - lastArrivalNanos) : 0;
    }

    private static long nanos(long ticks, int clockRateHz) {
        long perSecond = TimeUnit.SECONDS.toNanos(1);
        return Math.floorDiv(ticks, clockRateHz) * perSecond
                + Math.floorMod(ticks, clockRateHz) * perSecond / clockRateHz;
    }
}
