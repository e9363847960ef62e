package reactor.valkka.media.rtp;

import reactor.valkka.frame.CaptureOrigin;

import java.nio.ByteBuffer;

/**
 * Capture times out of a recording: each unit's own, as the {@link ReplayExtension} of its packets
 * says. A unit without one follows from the one before it, by its timestamp; before the first one
 * it is the time of arrival.
 *
 * <p><b>Threads:</b> one.
 */
public final class ReplayClock implements CaptureClock {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final RtpTimeline timeline;
    private final long epochMinusMonotonicNanos;
    private double scale = 1;
    private boolean known;
    private int knownTimestamp;
    private long knownEpochNanos;

    /**
     * Begins a track.
     *
     * @param timeline of the track
     * @param epochMinusMonotonicNanos what to add to {@link System#nanoTime()} to have nanoseconds
     *     since 1970
     */
    public ReplayClock(RtpTimeline timeline, long epochMinusMonotonicNanos) {
        this.timeline = timeline;
        this.epochMinusMonotonicNanos = epochMinusMonotonicNanos;
    }

    /**
     * Says how many times as fast as it was recorded it is played: what a unit does not say of its
     * time follows from its timestamp so. Default 1.
     */
    public void scale(double times) {
        scale = times;
    }

    /** Takes in what a packet says, before it is depacketized. */
    public void onPacket(ByteBuffer packet) {
        if (!ReplayExtension.isPresent(packet)) {
            return;
        }
        long captured = ReplayExtension.epochNanos(packet);
        if (captured > 0) {
            knownTimestamp = RtpPacket.timestamp(packet);
            knownEpochNanos = captured;
            known = true;
        }
    }

    @Override
    public long capturedNanos(long pts, long arrivalNanos) {
        if (!known) {
            return arrivalNanos + epochMinusMonotonicNanos;
        }
        long played = mediaNanos(pts) - mediaNanos(timeline.project(knownTimestamp));
        return knownEpochNanos + (scale == 1 ? played : Math.round(played * scale));
    }

    @Override
    public CaptureOrigin origin() {
        return known ? CaptureOrigin.FILE : CaptureOrigin.ARRIVAL;
    }

    private long mediaNanos(long ticks) {
        long rate = timeline.clockRateHz();
        return Math.floorDiv(ticks, rate) * NANOS_PER_SECOND
                + Math.floorMod(ticks, rate) * NANOS_PER_SECOND / rate;
    }
}
