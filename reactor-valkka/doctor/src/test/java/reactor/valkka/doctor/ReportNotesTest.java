package reactor.valkka.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.valkka.media.rtcp.SenderReport;

import java.nio.ByteBuffer;

/** Sender reports at times that are chosen. */
class ReportNotesTest {

    private static final int CLOCK_RATE_HZ = 90_000;

    /** 2026, as a camera tells it. */
    private static final double EPOCH_SECONDS = 1.79e9;

    private final ReportNotes notes =
            new ReportNotes(Math.round(EPOCH_SECONDS * 1e9), CLOCK_RATE_HZ);

    /** Sent at a time, with another on the camera's clock and in its timestamps. */
    private void report(double clock, double timestamp, double arrival) {
        long now = Math.round((EPOCH_SECONDS + clock) * 1e9);
        int ticks = (int) Math.round(timestamp * CLOCK_RATE_HZ);
        ByteBuffer packet = ByteBuffer.allocate(28);
        new SenderReport(7, SenderReport.ntpTimestamp(now), ticks, 0, 0).write(packet);
        notes.packet(packet.flip(), Math.round(arrival * 1e9));
    }

    @Test
    void aReportThatIsHeldUpIsNoStep() {
        report(5, 5, 5);
        report(10, 10, 11.5);
        report(15, 15, 15);
        assertThat(notes.stepSeconds()).isZero();
    }

    @Test
    void aConnectionThatStallsIsNoStep() {
        report(5, 5, 5);
        report(10, 10, 18);
        report(15, 15, 18);
        report(20, 20, 20);
        assertThat(notes.stepSeconds()).isZero();
    }

    @Test
    void aClockThatIsSetIsSeenAtOnceWhereTimestampsGoOn() {
        report(5, 5, 5);
        report(13, 10, 10);
        assertThat(notes.stepSeconds()).isBetween(2.9, 3.1);
        report(18, 15, 15);
        assertThat(notes.stepSeconds()).isBetween(2.9, 3.1);
    }

    @Test
    void aReportWithoutTimestampsMustBeFollowedByOneThatAgrees() {
        report(5, 0, 5);
        report(10, 0, 11.5);
        assertThat(notes.stepSeconds()).isZero();
        report(15, 0, 15);
        assertThat(notes.stepSeconds()).isZero();
        report(17, 0, 20);
        assertThat(notes.stepSeconds()).isZero();
        report(22, 0, 25);
        assertThat(notes.stepSeconds()).isBetween(-3.1, -2.9);
    }

    @Test
    void timestampsThatJumpAreNoStepOfTheClock() {
        report(5, 5, 5);
        report(10, 5_000, 10);
        report(15, 5_005, 15);
        assertThat(notes.stepSeconds()).isZero();
    }
}
