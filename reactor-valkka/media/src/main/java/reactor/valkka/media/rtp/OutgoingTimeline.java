package reactor.valkka.media.rtp;

import java.util.concurrent.TimeUnit;

/**
 * From presentation times to RTP timestamps, and from wall-clock time to RTP timestamps.
 *
 * <p>Ticks are 64 bits wide here and never wrap; the lower 32 are the timestamp. All of it is
 * integer arithmetic: a time that is told by another clock is rounded to the nearest tick, and the
 * rounding does not add up.
 */
final class OutgoingTimeline {

    /**
     * A capture that is further from our clock than this was not by our clock: what comes between
     * it and now is no time that passed in the stream.
     */
    static final long LIVE_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);

    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final int clockRateHz;
    private final int firstTimestamp;
    private boolean begun;
    private boolean broken = true;
    private long elapsedTicks;
    private long offset;
    private long latest;
    private long last;
    private long capturedNanos;
    private boolean live;

    OutgoingTimeline(int clockRateHz, int firstTimestamp) {
        this.clockRateHz = clockRateHz;
        this.firstTimestamp = firstTimestamp;
        last = firstTimestamp;
    }

    int clockRateHz() {
        return clockRateHz;
    }

    boolean hasBegun() {
        return begun;
    }

    int lastTimestamp() {
        return (int) last;
    }

    /** Where a unit stands that has not been sent yet. */
    long ticks(long pts, int ptsRateHz) {
        return offset(pts, ptsRateHz) + rescale(pts, ptsRateHz, clockRateHz);
    }

    private long offset(long pts, int ptsRateHz) {
        if (!broken) {
            return offset;
        }
        long start = begun ? latest + elapsedTicks : firstTimestamp;
        return start - rescale(pts, ptsRateHz, clockRateHz);
    }

    /** A unit has been sent. */
    void sent(long ticks, long pts, int ptsRateHz, long captured, boolean isLive) {
        offset = offset(pts, ptsRateHz);
        latest = begun ? Math.max(latest, ticks) : ticks;
        begun = true;
        broken = false;
        last = ticks;
        capturedNanos = captured;
        live = isLive;
    }

    void discontinuity(long elapsedNanos) {
        broken = true;
        elapsedTicks = Math.max(1, rescale(elapsedNanos, NANOS_PER_SECOND, clockRateHz));
    }

    /** The instant of which a report tells the timestamp: now where nothing is known of another. */
    long reportedNanos(long nowEpochNanos) {
        boolean now = live && Math.abs(nowEpochNanos - capturedNanos) <= LIVE_NANOS_MAX;
        return now || capturedNanos <= 0 ? nowEpochNanos : capturedNanos;
    }

    /** The timestamp of an instant of capture. */
    int timestampAt(long epochNanos) {
        if (capturedNanos <= 0) {
            return (int) last;
        }
        return (int) (last + rescale(epochNanos - capturedNanos, NANOS_PER_SECOND, clockRateHz));
    }

    /** Whole seconds and the rest on their own, so that nothing overflows. */
    private static long rescale(long ticks, long fromHz, long toHz) {
        long rest = Math.floorMod(ticks, fromHz) * toHz;
        return Math.floorDiv(ticks, fromHz) * toHz + (rest + fromHz / 2) / fromHz;
    }
}
