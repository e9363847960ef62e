package reactor.valkka.doctor;

import reactor.valkka.media.rtcp.SenderReport;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** What a camera's sender reports say of its clock. <b>Threads:</b> any. */
final class ReportNotes {

    private static final int KEPT = 512;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double STEP_SECONDS = 1;
    private static final double AGREE_SECONDS = 0.5;

    private final long epochMinusMonotonicNanos;
    private final int clockRateHz;
    private final double[] ahead = new double[KEPT];
    private int reports;
    private long lastEpochNanos;
    private int lastTimestamp;
    private double stepSeconds;

    /** What the next report has to bear out; 0 for nothing. */
    private double suspectedSeconds;

    private double aheadBeforeSeconds;

    /**
     * Begins with none.
     *
     * @param epochMinusMonotonicNanos what to add to {@link System#nanoTime()} to have nanoseconds
     *     since 1970
     * @param clockRateHz of the track
     */
    ReportNotes(long epochMinusMonotonicNanos, int clockRateHz) {
        this.epochMinusMonotonicNanos = epochMinusMonotonicNanos;
        this.clockRateHz = clockRateHz;
    }

    synchronized void packet(ByteBuffer packet, long nanos) {
        SenderReport report = SenderReport.find(packet);
        if (report == null || report.epochNanos() == 0) {
            return;
        }
        double seconds =
                (report.epochNanos() - (nanos + epochMinusMonotonicNanos)) / NANOS_PER_SECOND;
        if (reports > 0) {
            bearOut(seconds);
            compare(seconds, report);
        }
        ahead[reports++ % KEPT] = seconds;
        lastEpochNanos = report.epochNanos();
        lastTimestamp = report.rtpTimestamp();
    }

    /** A step that was suspected has lasted, or it was only a report that came late. */
    private void bearOut(double seconds) {
        double lasting = seconds - aheadBeforeSeconds;
        if (suspectedSeconds != 0 && Math.abs(lasting - suspectedSeconds) <= AGREE_SECONDS) {
            stepped(suspectedSeconds);
        }
        suspectedSeconds = 0;
    }

    /**
     * Against the timestamps, a step of the clock shows at once; where clock and timestamps went on
     * together, the report was held up. Timestamps of which neither is true say nothing.
     */
    private void compare(double seconds, SenderReport report) {
        double before = ahead[(reports - 1) % KEPT];
        double step = seconds - before;
        if (Math.abs(step) <= STEP_SECONDS) {
            return;
        }
        double clock = (report.epochNanos() - lastEpochNanos) / NANOS_PER_SECOND;
        double timestamps = (double) (report.rtpTimestamp() - lastTimestamp) / clockRateHz;
        double apart = clock - timestamps;
        if (Math.abs(apart - step) <= AGREE_SECONDS) {
            stepped(step);
        } else if (Math.abs(apart) > AGREE_SECONDS) {
            suspectedSeconds = step;
            aheadBeforeSeconds = before;
        }
    }

    private void stepped(double step) {
        stepSeconds = Math.abs(step) > Math.abs(stepSeconds) ? step : stepSeconds;
    }

    synchronized int reports() {
        return reports;
    }

    /** How far the camera's clock is ahead of ours: the median of all reports. */
    synchronized double aheadSeconds() {
        int kept = Math.min(reports, KEPT);
        if (kept == 0) {
            return Double.NaN;
        }
        double[] sorted = Arrays.copyOf(ahead, kept);
        Arrays.sort(sorted);
        return sorted[kept / 2];
    }

    /** By how much the clock jumped between two reports; 0 where it did not. */
    synchronized double stepSeconds() {
        return stepSeconds;
    }
}
