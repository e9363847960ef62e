package reactor.valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import reactor.valkka.media.rtcp.SenderReport;
import reactor.valkka.media.rtp.RtpPacket;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.rtsp.WireListener.Direction;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

class PacketTraceTest {

    private static final Clock NOON =
            Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);
    private static final long MILLI = 1_000_000;

    private static PacketTrace trace(int packets) {
        return PacketTrace.at(packets, NOON, 0);
    }

    private static ByteBuffer rtp(int sequence) {
        ByteBuffer packet = ByteBuffer.allocate(1_412);
        RtpPacket.putHeader(packet, sequence % 2 == 0, 96, sequence, 3_600, 0x0BADCAFE);
        packet.putInt(0x65888040);
        return packet.limit(1_412).position(0);
    }

    @Test
    void showsTheDialogueAndThePacketsInOrder() {
        PacketTrace trace = trace(16);
        trace.connected("10.0.0.7:554", MILLI);
        trace.message(
                Direction.SENT,
                RtspRequest.of(RtspMethod.OPTIONS, "rtsp://c/").header("CSeq", "1"),
                2 * MILLI);
        trace.rtp(0, rtp(8), 4 * MILLI);
        trace.message(
                Direction.RECEIVED,
                RtspResponse.of(200)
                        .header("CSeq", "1")
                        .withBody("v=0\r\ns=\u0007\n".getBytes(StandardCharsets.UTF_8)),
                3 * MILLI);
        trace.rtp(-1, ByteBuffer.wrap(new byte[] {1, 2, 3}), 5 * MILLI);
        trace.disconnected("10.0.0.7:554", 6 * MILLI);
        assertThat(trace.print()).isEqualTo("""
                        reactor-valkka packet trace, began 2026-11-21T12:00:00Z
                        seconds, > sent, < received; no passwords, no pictures
                           0.001000  connected to 10.0.0.7:554
                           0.002000  > OPTIONS rtsp://c/ RTSP/1.0
                                     > CSeq: 1
                                     >\s
                           0.003000  < RTSP/1.0 200 OK
                                     < CSeq: 1
                                     < Content-Length: 9
                                     <\s
                                     < v=0
                                     < s=\\x07
                           0.004000  < track 0 rtp type 96 marker seq 8 time 3600 ssrc 0badcafe \
                        payload 65888040 1412 bytes
                           0.005000  < no track no RTP: 010203 3 bytes
                           0.006000  disconnected from 10.0.0.7:554
                        """);
    }

    @Test
    void readsSenderReportsWithAndWithoutReceptionBlocks() {
        ByteBuffer packet = ByteBuffer.allocate(52);
        new SenderReport(7, 0x0102030405060708L, -1, 5, 6).write(packet);
        PacketTrace trace = trace(16);
        trace.rtcp(Direction.RECEIVED, 1, packet.flip(), 0);
        assertThat(trace.print())
                .contains("< track 1 rtcp sender report ssrc 00000007 ntp 0102030405060708"
                        + " time 4294967295 packets 5 bytes 6 28 bytes");
    }

    @Test
    void keepsTheFirstAndTheLastPackets() {
        PacketTrace trace = trace(8);
        for (int i = 0; i < 100; i++) {
            trace.rtp(0, rtp(i), i * MILLI);
        }
        assertThat(trace.print().lines().filter(line -> !line.startsWith(" "))).hasSize(2);
        assertThat(trace.print().lines().skip(2))
                .hasSize(9)
                .satisfiesExactly(
                        line -> assertThat(line).contains("seq 0 "),
                        line -> assertThat(line).contains("seq 1 "),
                        line -> assertThat(line).contains("(92 packets left out here)"),
                        line -> assertThat(line).contains("seq 94 "),
                        line -> assertThat(line).contains("seq 95 "),
                        line -> assertThat(line).contains("seq 96 "),
                        line -> assertThat(line).contains("seq 97 "),
                        line -> assertThat(line).contains("seq 98 "),
                        line -> assertThat(line).contains("seq 99 "));
    }

    @Test
    void staysBoundedWhateverACameraSays() {
        PacketTrace trace = trace(8);
        RtspResponse large = RtspResponse.of(200).withBody(new byte[60_000]);
        for (int i = 0; i < 100; i++) {
            trace.message(Direction.RECEIVED, large, i);
            trace.garbage(1, i);
        }
        assertThat(trace.print().length()).isLessThan(300_000);
        assertThat(trace.print()).contains("messages left out)");
    }

    @Test
    void printsAPacketOfAnyLength() {
        PacketTrace trace = trace(64);
        for (int length = 0; length < 32; length++) {
            byte[] bytes = new byte[length];
            if (length > 1) {
                bytes[0] = (byte) 0x80;
                bytes[1] = (byte) 200;
            }
            trace.rtp(0, ByteBuffer.wrap(bytes), length);
            trace.rtcp(Direction.SENT, 0, ByteBuffer.wrap(bytes), length);
        }
        assertThat(trace.print().lines()).hasSize(2 + 64);
    }

    @Test
    void refusesToKeepNothing() {
        assertThatThrownBy(() -> PacketTrace.create(3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 packets or more, got 3");
    }

    @Test
    void readsASenderReportInTheChannelOfMediaToItsEnd() {
        ByteBuffer packet = ByteBuffer.allocate(28);
        new SenderReport(7, 0x0102030405060708L, -1, 5, 6).write(packet);
        PacketTrace trace = trace(16);
        trace.rtp(0, packet.flip(), 0);
        assertThat(trace.print())
                .contains("ntp 0102030405060708 time 4294967295 packets 5 bytes 6 28 bytes");
    }

    @Test
    void showsNothingOfAPacketThatItHasNotKept() {
        PacketTrace trace = trace(16);
        trace.rtp(0, ByteBuffer.allocate(1_000), 0);
        assertThat(trace.print()).contains("no RTP: " + "00".repeat(16) + " 1000 bytes");
    }
}
