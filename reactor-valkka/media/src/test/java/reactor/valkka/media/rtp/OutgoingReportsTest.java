package reactor.valkka.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import reactor.valkka.frame.Codec;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.media.rtcp.Goodbye;
import reactor.valkka.media.rtcp.SenderReport;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Objects;

final class OutgoingReportsTest {
    private static final int SSRC = 0x5f0a11c2;
    private static final long CAPTURED = 1_700_000_000_500_000_000L;
    private static final String NAME = "81ca0003" + "5f0a11c2" + "010476616c6b0000";

    private final OutgoingUnits units =
            OutgoingUnits.of(Codec.ONVIF_METADATA, 90_000, new TrackFormat.Unknown());
    private final OutgoingTrack out = OutgoingTrack.of(units.track, 96, SSRC, 1, 6_600, 1_000);

    @AfterEach
    void close() {
        units.close();
    }

    private void send(long pts, long capturedNanos) {
        out.packetize(units.unit(ByteBuffer.allocate(1_024), pts, capturedNanos), packet -> {});
    }

    private String report(long nowEpochNanos) {
        ByteBuffer report = ByteBuffer.allocate(OutgoingTrack.REPORT_BYTES_MAX);
        out.writeReport(report, "valk", nowEpochNanos);
        return hex(report.flip());
    }

    private SenderReport read(long nowEpochNanos) {
        byte[] report = HexFormat.of().parseHex(report(nowEpochNanos));
        return Objects.requireNonNull(SenderReport.find(ByteBuffer.wrap(report)));
    }

    private static String hex(ByteBuffer data) {
        return HexFormat.of().formatHex(data.array(), 0, data.limit());
    }

    @Test
    void saysWhatTimeItIsInTheStreamNow() {
        send(0, CAPTURED);
        assertThat(report(CAPTURED + 100_000_000))
                .isEqualTo("80c80006" + "5f0a11c2" + "e8fe6f80" + "99999999" + "00003cf0"
                        + "00000002" + "00000400" + NAME);
    }

    @Test
    void aPictureThatIsShownEarlierTellsTheSameTime() {
        send(7_200, CAPTURED + 80_000_000);
        int before = read(CAPTURED + 500_000_000).rtpTimestamp();
        send(3_600, CAPTURED + 40_000_000);
        assertThat(read(CAPTURED + 500_000_000).rtpTimestamp()).isEqualTo(before);
    }

    @Test
    void aRecordingTellsWhenItWasCaptured() {
        send(0, CAPTURED);
        SenderReport report = read(CAPTURED + 86_400_000_000_000L);
        assertThat(report.epochNanos()).isEqualTo(CAPTURED);
        assertThat(report.rtpTimestamp()).isEqualTo(6_600);
    }

    @Test
    void aUnitThatNobodyKnowsTheTimeOfIsFromNow() {
        send(0, 0);
        SenderReport report = read(CAPTURED);
        assertThat(report.epochNanos()).isEqualTo(CAPTURED);
        assertThat(report.rtpTimestamp()).isEqualTo(6_600);
    }

    @Test
    void beforeTheFirstUnitThereIsNothingToTell() {
        assertThat(report(CAPTURED)).isEqualTo("80c90001" + "5f0a11c2" + NAME);
    }

    @Test
    void saysGoodbye() {
        send(0, CAPTURED);
        ByteBuffer last = ByteBuffer.allocate(OutgoingTrack.REPORT_BYTES_MAX);
        out.writeGoodbye(last, "valk", CAPTURED);
        assertThat(hex(last.flip())).isEqualTo(report(CAPTURED) + "81cb0001" + "5f0a11c2");
        assertThat(Goodbye.names(last, SSRC)).isTrue();
    }

    @Test
    void theLongestNameFitsAndALongerOneIsRefused() {
        send(0, CAPTURED);
        ByteBuffer last = ByteBuffer.allocate(OutgoingTrack.REPORT_BYTES_MAX);
        out.writeGoodbye(last, "n".repeat(255), CAPTURED);
        assertThat(last.position() % 4).isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> out.writeReport(last.clear(), "n".repeat(256), CAPTURED));
        assertThat(last.position()).isZero();
    }
}
