package reactor.valkka.media.rtcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.valkka.frame.CaptureOrigin;
import reactor.valkka.media.rtp.RtpTimeline;

final class SenderReportClockTest {
    private static final long EPOCH = 1_700_000_000_000_000_000L;
    private static final long MILLI = 1_000_000L;
    private static final long FRAME_NANOS = 40 * MILLI;
    private static final int FRAME = 3_600;

    private final RtpTimeline timeline = new RtpTimeline(90_000);
    private final SenderReportClock clock = new SenderReportClock(timeline, EPOCH);
    private int frames;

    @Test
    void takesTheTimeOfArrivalBeforeTheFirstReport() {
        assertThat(captured(5 * MILLI)).isEqualTo(EPOCH + 5 * MILLI);
        assertThat(clock.origin()).isEqualTo(CaptureOrigin.ARRIVAL);
    }

    @Test
    void smoothsTheTimeOfArrival() {
        captured(0);
        long late = captured(30 * MILLI);
        assertThat(late - EPOCH - FRAME_NANOS).isBetween(0L, 20_000L);
    }

    @Test
    void slewsToTheReportByFiveHundredPartsInAMillion() {
        captured(0);
        report(-100 * MILLI);
        long before = captured(0);
        long after = captured(0);
        assertThat(clock.origin()).isEqualTo(CaptureOrigin.SENDER_REPORT);
        assertThat(after - before).isEqualTo(FRAME_NANOS - 20_000);
    }

    @Test
    void aCameraWhoseClockIsWrongDoesNotMoveItsPictures() {
        captured(0);
        assertThat(report(3_600_000 * MILLI)).isEqualTo(3_600_000 * MILLI);
        assertThat(captured(0)).isEqualTo(EPOCH + FRAME_NANOS);
        assertThat(clock.origin()).isEqualTo(CaptureOrigin.ARRIVAL);
    }

    @Test
    void stepsWhereTheErrorIsLarge() {
        captured(0);
        long late = captured(5_000 * MILLI);
        assertThat(late).isEqualTo(EPOCH + FRAME_NANOS + 5_000 * MILLI);
    }

    /** The capture time of the next frame, which comes some time after its own. */
    private long captured(long delayNanos) {
        long arrival = frames * FRAME_NANOS + delayNanos;
        return clock.capturedNanos(timeline.ticks(FRAME * frames++, arrival), arrival);
    }

    /** A report made and received now by a camera whose clock differs from ours. */
    private long report(long aheadNanos) {
        long now = (frames - 1) * FRAME_NANOS;
        long ntp = SenderReport.ntpTimestamp(EPOCH + now + aheadNanos);
        return clock.onReport(new SenderReport(1, ntp, FRAME * (frames - 1), 0, 0), now)
                / MILLI
                * MILLI;
    }
}
