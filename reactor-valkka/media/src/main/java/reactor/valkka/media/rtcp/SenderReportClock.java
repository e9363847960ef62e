package reactor.valkka.media.rtcp;

import reactor.valkka.frame.CaptureOrigin;
import reactor.valkka.media.rtp.CaptureClock;
import reactor.valkka.media.rtp.RtpTimeline;

/**
 * Capture times of a live track, on our own clock: by the camera's sender reports once there is
 * one, by the smoothed time of arrival before. Never waits.
 *
 * <p>A camera whose clock differs from ours by more than {@value #STEP_SECONDS} s is not believed:
 * its pictures keep the time of their arrival. What is believed is approached by at most
 * {@value #SLEW_PPM} ppm, and in one step where it is more than {@value #STEP_SECONDS} s away.
 *
 * <p><b>Threads:</b> one. <b>Source:</b> RFC 3550 §6.4.1 (NTP and RTP timestamp of a report).
 */
public final class SenderReportClock implements CaptureClock {
    private static final int STEP_SECONDS = 2;
    private static final int SLEW_PPM = 500;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long STEP_NANOS = STEP_SECONDS * NANOS_PER_SECOND;
    private static final int PARTS = 1_000_000;

    private final RtpTimeline timeline;
    private final long epochMinusMonotonicNanos;
    private boolean started;
    private boolean reported;
    private long reportedOffsetNanos;
    private long offsetNanos;
    private long lastMediaNanos;
    private CaptureOrigin origin = CaptureOrigin.ARRIVAL;

    /**
     * Begins a track.
     *
     * @param timeline of the track
     * @param epochMinusMonotonicNanos what to add to {@link System#nanoTime()} to have nanoseconds
     *     since 1970
     */
    public SenderReportClock(RtpTimeline timeline, long epochMinusMonotonicNanos) {
        this.timeline = timeline;
        this.epochMinusMonotonicNanos = epochMinusMonotonicNanos;
    }

    /**
     * Takes a report of the track's sender. Reports before the first packet are of no use.
     *
     * @param arrivalNanos when it came, on the clock of {@link System#nanoTime()}
     * @return how far the camera's clock is ahead of ours, in nanoseconds, as the report claims; 0
     *     if it claims nothing
     */
    public long onReport(SenderReport report, long arrivalNanos) {
        if (!timeline.isStarted() || report.epochNanos() == 0) {
            return 0;
        }
        long ahead = report.epochNanos() - (arrivalNanos + epochMinusMonotonicNanos);
        reported = Math.abs(ahead) <= STEP_NANOS;
        reportedOffsetNanos =
                report.epochNanos() - mediaNanos(timeline.project(report.rtpTimestamp()));
        return ahead;
    }

    @Override
    public long capturedNanos(long pts, long arrivalNanos) {
        long media = mediaNanos(pts);
        long byArrival = arrivalNanos + epochMinusMonotonicNanos - media;
        long target = reported ? reportedOffsetNanos : byArrival;
        long error = target - offsetNanos;
        if (!started || Math.abs(error) > STEP_NANOS) {
            offsetNanos = target;
        } else {
            long slew = Math.abs(media - lastMediaNanos) / PARTS * SLEW_PPM;
            offsetNanos += Math.max(-slew, Math.min(slew, error));
        }
        started = true;
        lastMediaNanos = media;
        origin = reported ? CaptureOrigin.SENDER_REPORT : CaptureOrigin.ARRIVAL;
        return media + offsetNanos;
    }

    @Override
    public CaptureOrigin origin() {
        return origin;
    }

    private long mediaNanos(long ticks) {
        long rate = timeline.clockRateHz();
        return Math.floorDiv(ticks, rate) * NANOS_PER_SECOND
                + Math.floorMod(ticks, rate) * NANOS_PER_SECOND / rate;
    }
}
