package reactor.valkka.media.rtcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.valkka.frame.CaptureOrigin;
import reactor.valkka.media.rtp.RtpTimeline;

import java.util.Objects;

final class SenderReportClockTest {
    private static final long EPOCH = 1_700_000_000_000_000_000L;
    private static final long MILLI = 1_000_000L;
    private static final long FRAME_NANOS = 40 * MILLI;
    private static final int FRAME = 3_600;

    private final RtpTimeline timeline = new RtpTimeline(90_000);
    private final SenderReportClock clock =
            new SenderReportClock(timeline, ClockPolicy.SMART, () -> EPOCH - this.setBack);
    private int frames;
    private long setBack;

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
    void aConnectionThatStallsAndDeliversLateMovesNothing() {
        captured(0);
        long before = captured(0);
        long late = 0;
        for (int delay = 3_000; delay > 0; delay -= 40) {
            late = captured(delay * MILLI);
            assertThat(clock.hasJumped()).isFalse();
        }
        assertThat(late - before).isBetween(74 * FRAME_NANOS, 76 * FRAME_NANOS);
    }

    @Test
    void ourOwnClockThatIsSetMovesThePicturesOnceItLasts() {
        captured(0);
        setBack = 60_000 * MILLI;
        int jumps = 0;
        for (int i = 0; i < 250; i++) {
            captured(0);
            jumps += clock.hasJumped() ? 1 : 0;
        }
        assertThat(jumps).isEqualTo(1);
        assertThat(captured(0)).isEqualTo(EPOCH - setBack + (frames - 1) * FRAME_NANOS);
    }

    @Test
    void whatACameraKeptAndSendsAtOnceIsOlderThanItsArrival() {
        for (int i = 0; i < 25; i++) {
            captured((25 - i) * FRAME_NANOS);
        }
        assertThat(captured(0)).isEqualTo(EPOCH + 25 * FRAME_NANOS);
    }

    @Test
    void aReportThatDoesNotFitThePacketsIsNotBelieved() {
        captured(0);
        clock.onReport(new SenderReport(1, SenderReport.ntpTimestamp(EPOCH), 77_777_777, 0, 0), 0);
        assertThat(captured(0)).isEqualTo(EPOCH + FRAME_NANOS);
        assertThat(clock.origin()).isEqualTo(CaptureOrigin.ARRIVAL);
    }

    @Test
    void aCameraThatStopsReportingIsBelievedForFiveMinutes() {
        captured(0);
        report(-100 * MILLI);
        for (int i = 0; i < 5 * 60 * 25; i++) {
            captured(0);
            assertThat(clock.origin()).isEqualTo(CaptureOrigin.SENDER_REPORT);
        }
        captured(0);
        captured(0);
        assertThat(clock.origin()).isEqualTo(CaptureOrigin.ARRIVAL);
    }

    @Test
    void aCameraThatIsTwentyPartsInAMillionFastIsFollowed() {
        long frame = FRAME_NANOS + FRAME_NANOS / 50_000;
        long arrival = 0;
        long captured = 0;
        for (int i = 0; i < 25 * 60; i++) {
            arrival = i * frame;
            captured = clock.capturedNanos(timeline.ticks(FRAME * i, arrival), arrival);
        }
        assertThat(captured - EPOCH - arrival).isBetween(-100_000L, 100_000L);
    }

    @Test
    void theCamerasOwnTimeIsGivenUntouchedWhereItIsAskedFor() {
        SenderReportClock own = new SenderReportClock(timeline, ClockPolicy.CAMERA, () -> EPOCH);
        long pts = timeline.ticks(0, 0);
        assertThat(own.capturedNanos(pts, 0)).isEqualTo(EPOCH);
        long wrong = SenderReport.ntpTimestamp(EPOCH - 3_600_000 * MILLI);
        own.onReport(new SenderReport(1, wrong, 0, 0, 0), 0);
        long captured = own.capturedNanos(timeline.ticks(FRAME, 0), FRAME_NANOS);
        assertThat(captured / MILLI).isEqualTo((EPOCH - 3_600_000 * MILLI + FRAME_NANOS) / MILLI);
        assertThat(own.origin()).isEqualTo(CaptureOrigin.SENDER_REPORT);
    }

    @Test
    void arrivalAloneCountsWhereTheCameraIsNotToBeAsked() {
        SenderReportClock arrival =
                new SenderReportClock(timeline, ClockPolicy.ARRIVAL, () -> EPOCH);
        arrival.capturedNanos(timeline.ticks(0, 0), 0);
        long ntp = SenderReport.ntpTimestamp(EPOCH - 500 * MILLI);
        arrival.onReport(new SenderReport(1, ntp, 0, 0, 0), 0);
        assertThat(arrival.capturedNanos(timeline.ticks(FRAME, FRAME_NANOS), FRAME_NANOS))
                .isEqualTo(EPOCH + FRAME_NANOS);
        assertThat(arrival.origin()).isEqualTo(CaptureOrigin.ARRIVAL);
    }

    @Test
    void whatTheCameraClaimsIsKeptAside() {
        assertThat(clock.cameraClock()).isNull();
        for (int i = 0; i < 1_500; i++) {
            captured(0);
            if (i % 125 == 0) {
                report(3_600_000 * MILLI + i * FRAME_NANOS / 50_000);
            }
        }
        CameraClock claimed = Objects.requireNonNull(clock.cameraClock());
        assertThat(claimed.reports()).isEqualTo(12);
        assertThat(claimed.aheadNanos() / MILLI).isEqualTo(3_600_001L);
        assertThat(claimed.driftPpm()).isBetween(19.0, 21.0);
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
