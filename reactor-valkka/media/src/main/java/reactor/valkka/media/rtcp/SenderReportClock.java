package reactor.valkka.media.rtcp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.CaptureOrigin;
import reactor.valkka.media.rtp.CaptureClock;
import reactor.valkka.media.rtp.RtpTimeline;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Capture times of a live track, on our own clock: by the camera's sender reports once there is
 * one, by the smoothed time of arrival before. Never waits.
 *
 * <p>With {@link ClockPolicy#SMART}, a camera whose clock, or whose reports, would move its
 * pictures by more than {@value #STEP_SECONDS} s from the time of their arrival is not believed;
 * what it claims is kept in {@link #cameraClock()}. Neither is one whose last report is older than
 * {@value #REPORT_MINUTES_MAX} min, as its ticks may drift. What is believed is approached by at
 * most {@value #SLEW_PPM} ppm. Only where our own clock is set anew, or the time of arrival moves
 * for good, does the capture time jump; {@link #hasJumped()} says so.
 *
 * <p><b>Threads:</b> one. <b>Source:</b> RFC 3550 §6.4.1 (NTP and RTP timestamp of a report).
 */
public final class SenderReportClock implements CaptureClock {
    static final int STEP_SECONDS = 2;
    static final int SLEW_PPM = 500;
    static final long STEP_NANOS = TimeUnit.SECONDS.toNanos(STEP_SECONDS);

    private static final int REPORT_MINUTES_MAX = 5;
    private static final long REPORT_NANOS_MAX = TimeUnit.MINUTES.toNanos(REPORT_MINUTES_MAX);
    private static final long WALL_CLOCK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int PARTS = 1_000_000;

    private final RtpTimeline timeline;
    private final ClockPolicy policy;
    private final LongSupplier wallClock;
    private final ArrivalOffset arrivals = new ArrivalOffset();

    private long epochMinusMonotonicNanos;
    private long wallClockReadAt;
    private boolean started;
    private boolean jumped;
    private boolean everBelieved;
    private boolean reported;
    private long reportArrivalNanos;
    private long reportedOffsetNanos;
    private long offsetNanos;
    private long lastMediaNanos;
    private CaptureOrigin origin = CaptureOrigin.ARRIVAL;
    private @Nullable CameraClock camera;

    /**
     * Begins a track with {@link ClockPolicy#SMART}.
     *
     * @param timeline of the track
     * @param epochMinusMonotonicNanos what to add to {@link System#nanoTime()} to have nanoseconds
     *     since 1970
     */
    public SenderReportClock(RtpTimeline timeline, long epochMinusMonotonicNanos) {
        this(timeline, ClockPolicy.SMART, () -> epochMinusMonotonicNanos);
    }

    /**
     * Begins a track.
     *
     * @param timeline of the track
     * @param policy whose clock counts
     * @param epochMinusMonotonicNanos gives what to add to {@link System#nanoTime()} to have
     *     nanoseconds since 1970; asked about once a second, as our clock may be set
     */
    public SenderReportClock(
            RtpTimeline timeline, ClockPolicy policy, LongSupplier epochMinusMonotonicNanos) {
        this.timeline = timeline;
        this.policy = policy;
        wallClock = epochMinusMonotonicNanos;
        this.epochMinusMonotonicNanos = epochMinusMonotonicNanos.getAsLong();
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
        reported = true;
        reportArrivalNanos = arrivalNanos;
        reportedOffsetNanos =
                report.epochNanos() - mediaNanos(timeline.project(report.rtpTimestamp()));
        CameraClock known = camera;
        camera = known == null
                ? CameraClock.first(ahead, arrivalNanos)
                : known.next(ahead, arrivalNanos);
        return ahead;
    }

    /** What the camera claims its clock to be; {@code null} before its first report. */
    public @Nullable CameraClock cameraClock() {
        return camera;
    }

    @Override
    public long capturedNanos(long pts, long arrivalNanos) {
        if (arrivalNanos - wallClockReadAt >= WALL_CLOCK_NANOS || !started) {
            wallClockReadAt = arrivalNanos;
            epochMinusMonotonicNanos = wallClock.getAsLong();
        }
        long media = mediaNanos(pts);
        long slewMax = Math.abs(media - lastMediaNanos) / PARTS * SLEW_PPM;
        lastMediaNanos = media;
        long byArrival = arrivals.next(
                arrivalNanos + epochMinusMonotonicNanos - media, slewMax, arrivalNanos);
        boolean believed = isBelieved(byArrival, arrivalNanos);
        origin = believed ? CaptureOrigin.SENDER_REPORT : CaptureOrigin.ARRIVAL;
        approach(believed ? reportedOffsetNanos : byArrival, slewMax, believed);
        return media + offsetNanos;
    }

    private boolean isBelieved(long byArrival, long arrivalNanos) {
        return switch (policy) {
            case ARRIVAL -> false;
            case CAMERA -> reported;
            case SMART ->
                reported
                        && arrivalNanos - reportArrivalNanos <= REPORT_NANOS_MAX
                        && Math.abs(reportedOffsetNanos - byArrival) <= STEP_NANOS;
        };
    }

    /** The arrival's own offset moves slowly by itself, and downwards at once in the beginning. */
    private void approach(long target, long slewMax, boolean believed) {
        long error = target - offsetNanos;
        boolean asItIs = !started
                || Math.abs(error) > STEP_NANOS
                || policy == ClockPolicy.CAMERA
                || !believed && !everBelieved;
        jumped = started && Math.abs(error) > STEP_NANOS;
        offsetNanos += asItIs ? error : Math.max(-slewMax, Math.min(slewMax, error));
        everBelieved |= believed;
        started = true;
    }

    @Override
    public boolean hasJumped() {
        return jumped;
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
