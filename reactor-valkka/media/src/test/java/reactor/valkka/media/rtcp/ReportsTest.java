package reactor.valkka.media.rtcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

final class ReportsTest {
    private static final String SENDER =
            "80c80006 5f0a11c2 e9d3b2c0 80000000 000019c8 0000000a" + "00000400";

    @Test
    void findsTheSenderReportInACompoundPacket() {
        SenderReport report = SenderReport.find(bytes("81ca0002 5f0a11c2 01000000" + SENDER));
        assertThat(report)
                .isEqualTo(new SenderReport(0x5f0a11c2, 0xe9d3b2c080000000L, 6600, 10, 1024));
    }

    @Test
    void readsTheTimeOfTheReport() {
        SenderReport report = Objects.requireNonNull(SenderReport.find(bytes(SENDER)));
        assertThat(report.epochNanos())
                .isEqualTo((0xe9d3b2c0L - 2_208_988_800L) * 1_000_000_000L + 500_000_000L);
        assertThat(report.compactNtp()).isEqualTo(0xb2c08000);
    }

    @Test
    void aSenderWithoutAClockClaimsNoTime() {
        assertThat(new SenderReport(1, 0, 0, 0, 0).epochNanos()).isZero();
    }

    @Test
    void otherAndCutPacketsHoldNoReport() {
        assertThat(SenderReport.find(bytes("81ca0002 5f0a11c2 01000000"))).isNull();
        assertThat(SenderReport.find(bytes("80c80006 5f0a11c2"))).isNull();
        assertThat(SenderReport.find(bytes("00c80006"))).isNull();
        assertThat(SenderReport.find(ByteBuffer.allocate(0))).isNull();
    }

    @Test
    void writesAReceiverReportWithOurName() {
        ByteBuffer out = ByteBuffer.allocate(ReceiverReport.BYTES_MAX);
        new ReceiverReport(0x11, 0x22, 51, 2, 0x10002, 7, 0xb2c08000, 0x8000).write(out, "valk");
        assertThat(hex(out.flip()))
                .isEqualTo("81c90007" + "00000011" + "00000022" + "33000002" + "00010002"
                        + "00000007" + "b2c08000" + "00008000"
                        + "81ca0003" + "00000011" + "010476616c6b" + "0000");
    }

    @Test
    void writesOnlyOurNameWhereNothingCame() {
        ByteBuffer out = ByteBuffer.allocate(ReceiverReport.BYTES_MAX);
        ReceiverReport.writeEmpty(out, 0x11, "valk");
        assertThat(hex(out.flip()))
                .isEqualTo("80c90001" + "00000011" + "81ca0003" + "00000011" + "010476616c6b"
                        + "0000");
    }

    @Test
    void readsEveryReceptionBlock() {
        String block = "0000002233fffffe00010002" + "00000007b2c0800000008000";
        String other = "0000002300000001" + "00000009" + "00000000" + "00000000" + "00000000";
        List<ReceiverReport> reports = new ArrayList<>();
        ByteBuffer compound =
                bytes("82c9000d 00000011" + block + other + "81ca0002 00000011 01000000"
                        + "81c8000c" + SENDER.substring(8) + other + "80c90001 00000011");
        ReceiverReport.forEach(compound, reports::add);
        assertThat(compound.position()).isZero();
        assertThat(reports)
                .containsExactly(
                        new ReceiverReport(0x11, 0x22, 51, -2, 0x10002, 7, 0xb2c08000, 0x8000),
                        new ReceiverReport(0x11, 0x23, 0, 1, 9, 0, 0, 0),
                        new ReceiverReport(0x5f0a11c2, 0x23, 0, 1, 9, 0, 0, 0));
    }

    @Test
    void aReportThatCountsMoreBlocksThanItHasIsReadAsFarAsItGoes() {
        String block = "00000022" + "33000002" + "00010002" + "00000007" + "b2c08000" + "00008000";
        List<ReceiverReport> reports = new ArrayList<>();
        ReceiverReport.forEach(bytes("9fc90007 00000011" + block), reports::add);
        assertThat(reports).hasSize(1);
        ReceiverReport.forEach(bytes("81c90007 00000011" + block.substring(8)), reports::add);
        ReceiverReport.forEach(bytes("81c90000"), reports::add);
        ReceiverReport.forEach(bytes("81c80001 00000011"), reports::add);
        assertThat(reports).hasSize(1);
    }

    @Property(tries = 300)
    void readsBackWhatAReceiverWrote(
            @ForAll int reporter,
            @ForAll int source,
            @ForAll @IntRange(max = 255) int fraction,
            @ForAll @IntRange(min = -0x80_0000, max = 0x7F_FFFF) int lost,
            @ForAll int number) {
        ReceiverReport report =
                new ReceiverReport(reporter, source, fraction, lost, number, 5, 6, 7);
        ByteBuffer out = ByteBuffer.allocate(ReceiverReport.BYTES_MAX);
        report.write(out, "valk");
        List<ReceiverReport> reports = new ArrayList<>();
        ReceiverReport.forEach(out.flip(), reports::add);
        assertThat(reports).containsExactly(report);
    }

    @Test
    void everyLengthOfNameEndsOnAWord() {
        for (int length = 0; length < 256; length++) {
            ByteBuffer out = ByteBuffer.allocate(ReceiverReport.BYTES_MAX);
            new ReceiverReport(1, 2, 0, 0, 0, 0, 0, 0).write(out, "n".repeat(length));
            assertThat(out.position() % 4).isZero();
            assertThat(out.getShort(34)).isEqualTo((short) ((out.position() - 32) / 4 - 1));
            assertThat(out.get(out.position() - 1)).as("ends with a null").isZero();
        }
    }

    @Test
    void refusesANameThatIsTooLong() {
        ByteBuffer out = ByteBuffer.allocate(1_000);
        assertThatThrownBy(() ->
                        new ReceiverReport(1, 2, 0, 0, 0, 0, 0, 0).write(out, "n".repeat(256)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 300)
    void readsWhatItWrote(
            @ForAll int ssrc,
            @ForAll @LongRange(min = 1, max = 4_000_000_000_000_000_000L) long epochNanos,
            @ForAll int timestamp) {
        long ntp = SenderReport.ntpTimestamp(epochNanos % 2_000_000_000_000_000_000L);
        SenderReport report = new SenderReport(ssrc, ntp, timestamp, 1, 2);
        ByteBuffer out = ByteBuffer.allocate(28);
        report.write(out);
        assertThat(SenderReport.find(out.flip())).isEqualTo(report);
        assertThat(report.epochNanos())
                .isBetween(
                        epochNanos % 2_000_000_000_000_000_000L - 1,
                        epochNanos % 2_000_000_000_000_000_000L);
    }

    @Property(tries = 1_000)
    void anyBytesAreReadOrIgnored(@ForAll @Size(max = 100) byte[] data) {
        byte[] before = data.clone();
        SenderReport.find(ByteBuffer.wrap(data));
        ReceiverReport.forEach(ByteBuffer.wrap(data), report -> {});
        assertThat(data).isEqualTo(before);
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private static String hex(ByteBuffer data) {
        byte[] content = new byte[data.remaining()];
        data.get(content);
        return HexFormat.of().formatHex(content);
    }
}
