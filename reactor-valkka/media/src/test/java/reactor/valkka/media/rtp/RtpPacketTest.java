package reactor.valkka.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.HexFormat;

final class RtpPacketTest {
    private static final String PLAIN = "80e004b7 000019c8 5f0a11c2 65b80000";

    @Test
    void readsTheFixedHeader() {
        ByteBuffer packet = bytes("dead" + PLAIN).position(2);
        assertThat(RtpPacket.isValid(packet)).isTrue();
        assertThat(RtpPacket.marker(packet)).isTrue();
        assertThat(RtpPacket.payloadType(packet)).isEqualTo(96);
        assertThat(RtpPacket.sequenceNumber(packet)).isEqualTo(1207);
        assertThat(RtpPacket.timestamp(packet)).isEqualTo(6600);
        assertThat(RtpPacket.ssrc(packet)).isEqualTo(0x5f0a11c2);
        assertThat(payload(packet)).isEqualTo("65b80000");
        assertThat(packet.position()).isEqualTo(2);
    }

    @Test
    void leavesSourcesExtensionAndPaddingOut() {
        ByteBuffer packet = bytes(
                "b26004b7 000019c8 5f0a11c2 00000001 00000002" + "bede0001 11223344 65b8 000003");
        assertThat(RtpPacket.isValid(packet)).isTrue();
        assertThat(RtpPacket.marker(packet)).isFalse();
        assertThat(payload(packet)).isEqualTo("65b8");
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThat(isValid("80e004b7 000019c8 5f0a11")).as("short").isFalse();
        assertThat(isValid("40e004b7 000019c8 5f0a11c2")).as("version 1").isFalse();
        assertThat(isValid("81e004b7 000019c8 5f0a11c2"))
                .as("no room for a source")
                .isFalse();
        assertThat(isValid("90e004b7 000019c8 5f0a11c2")).as("no extension").isFalse();
        assertThat(isValid("90e004b7 000019c8 5f0a11c2 bede0002 00000000")).isFalse();
        assertThat(isValid("a0e004b7 000019c8 5f0a11c2 00000005")).as("padding").isFalse();
        assertThat(isValid("a0e004b7 000019c8 5f0a11c2 00000000"))
                .as("padding of 0")
                .isFalse();
        assertThat(isValid("80e004b7 000019c8 5f0a11c2")).as("no payload").isTrue();
    }

    @Test
    void tellsControlPacketsApart() {
        assertThat(RtpPacket.isControl(bytes("80c80006"))).isTrue();
        assertThat(RtpPacket.isControl(bytes("81cb0001"))).isTrue();
        assertThat(RtpPacket.isControl(bytes(PLAIN))).isFalse();
        assertThat(RtpPacket.isControl(bytes("80"))).isFalse();
    }

    @Test
    void writesTheFixedHeader() {
        ByteBuffer out = ByteBuffer.allocate(12);
        RtpPacket.putHeader(out, true, 96, 1207, 6600, 0x5f0a11c2);
        assertThat(HexFormat.of().formatHex(out.array())).isEqualTo("80e004b7000019c85f0a11c2");
    }

    @Property(tries = 300)
    void readsWhatItWrote(
            @ForAll boolean marker,
            @ForAll @IntRange(max = 127) int type,
            @ForAll @IntRange(max = 65_535) int sequence,
            @ForAll int timestamp,
            @ForAll int ssrc) {
        ByteBuffer packet = ByteBuffer.allocate(12);
        RtpPacket.putHeader(packet, marker, type, sequence, timestamp, ssrc);
        packet.flip();
        assertThat(RtpPacket.isValid(packet)).isTrue();
        assertThat(RtpPacket.marker(packet)).isEqualTo(marker);
        assertThat(RtpPacket.payloadType(packet)).isEqualTo(type);
        assertThat(RtpPacket.sequenceNumber(packet)).isEqualTo(sequence);
        assertThat(RtpPacket.timestamp(packet)).isEqualTo(timestamp);
        assertThat(RtpPacket.ssrc(packet)).isEqualTo(ssrc);
    }

    @Property(tries = 2_000)
    void thePayloadOfAValidPacketLiesWithinIt(@ForAll @Size(max = 80) byte[] data) {
        if (data.length > 0) {
            data[0] = (byte) (data[0] & 0x3F | 0x80);
        }
        ByteBuffer packet = ByteBuffer.wrap(data);
        if (RtpPacket.isValid(packet)) {
            assertThat(RtpPacket.payloadStart(packet)).isBetween(12, data.length);
            assertThat(RtpPacket.payloadEnd(packet))
                    .isBetween(RtpPacket.payloadStart(packet), data.length);
        }
    }

    private static boolean isValid(String hex) {
        return RtpPacket.isValid(bytes(hex));
    }

    private static String payload(ByteBuffer packet) {
        int from = RtpPacket.payloadStart(packet);
        byte[] content = new byte[RtpPacket.payloadEnd(packet) - from];
        packet.get(from, content);
        return HexFormat.of().formatHex(content);
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
