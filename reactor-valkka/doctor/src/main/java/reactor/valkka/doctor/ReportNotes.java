package reactor.valkka.doctor;

import reactor.valkka.media.rtcp.SenderReport;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** What a camera's sender reports say of its clock. <b>Threads:</b> any. */
final class ReportNotes {

    private static final int KEPT = 512;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double STEP_SECONDS = 1;

    private final long epochMinusMonotonicNanos;
    private final double[] ahead = new double[KEPT];
    private int reports;
    private double stepSeconds;

    /**
     * Begins with none.
     *
     * @param epochMinusMonotonicNanos what to add to {@link System#nanoTime()} to have nanoseconds
     *     since 1970
     */
    ReportNotes(long epochMinusMonotonicNanos) {
        this.epochMinusMonotonicNanos = epochMinusMonotonicNanos;
    }

    synchronized void packet(ByteBuffer packet, long nanos) {
        SenderReport report = SenderReport.find(packet);
        if (report == null || report.epochNanos() == 0) {
            return;
        }
        double seconds =
                (report.epochNanos() - (nanos + epochMinusMonotonicNanos)) / NANOS_PER_SECOND;
        if (reports > 0) {
            double step = seconds - ahead[(reports - 1) % KEPT];
            stepSeconds = Math.abs(step) > Math.abs(stepSeconds) ? step : stepSeconds;
        }
        ahead[reports++ % KEPT] = seconds;
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
        return Math.abs(stepSeconds) > STEP_SECONDS ? stepSeconds : 0;
    }
}
