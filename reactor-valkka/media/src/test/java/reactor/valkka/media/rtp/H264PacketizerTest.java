package reactor.valkka.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Bytes;
import reactor.valkka.media.Assembly;
import reactor.valkka.media.Clip;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

final class H264PacketizerTest {

    @Test
    void sendsASmallNalUnitAsItIs() {
        assertThat(payloads(20, false, "00000003 410102"))
                .containsExactly("80e0000700000bb8000000aa410102");
    }

    @Test
    void sendsALargeNalUnitInFragments() {
        assertThat(payloads(16, false, "00000012 65" + "0102030405060708090a0b0c0d0e0f1011"))
                .containsExactly(
                        "8060000700000bb8000000aa7c850102030405060708090a0b0c0d0e",
                        "80e0000800000bb8000000aa7c450f1011");
    }

    @Test
    void putsSmallNalUnitsTogether() {
        assertThat(payloads(16, true, "00000002 0605 00000003 410102"))
                .containsExactly("80e0000700000bb8000000aa58000206050003410102");
    }

    @Test
    void aSmallNalUnitThatStaysAloneIsNotAggregated() {
        assertThat(payloads(16, true, "00000002 0605 0000000d 41" + "0102030405060708090a0b0c"))
                .containsExactly(
                        "8060000700000bb8000000aa0605",
                        "80e0000800000bb8000000aa410102030405060708090a0b0c");
    }

    @Test
    void whatRtpHasNoPlaceForIsLeftOutAndTheLastPacketIsMarkedAllTheSame() {
        assertThat(payloads(16, true, "00000002 1805 00000003 410102 00000002 7c85 00000001 00"))
                .containsExactly("80e0000700000bb8000000aa410102");
        assertThat(payloads(16, true, "00000002 1805")).isEmpty();
    }

    @Test
    void bytesBehindTheLastNalUnitTakeNoMarkAway() {
        assertThat(payloads(20, false, "00000003 410102 0000"))
                .containsExactly("80e0000700000bb8000000aa410102");
    }

    @Test
    void refusesAPayloadThatHoldsNothing() {
        assertThatThrownBy(() -> new H264Packetizer(96, 1, 1, 2, false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 25)
    void theOtherEndGetsTheSameUnits(
            @ForAll @IntRange(min = 16, max = 3_000) int payloadBytesMax,
            @ForAll boolean aggregates) {
        Clip clip = Clip.read("baseline");
        List<ByteBuffer> packets = RtpAssembly.packets(clip, payloadBytesMax, aggregates);
        try (RtpAssembly received = new RtpAssembly().receive(packets);
                Assembly sent = new Assembly().play(clip)) {
            assertThat(packets)
                    .allMatch(packet -> packet.remaining() <= 12 + payloadBytesMax)
                    .allMatch(RtpPacket::isValid);
            assertThat(received.contents())
                    .isEqualTo(sent.units().stream().map(AccessUnit::bytes).toList());
            assertThat(received.units())
                    .extracting(AccessUnit::pts)
                    .isEqualTo(sent.units().stream().map(AccessUnit::pts).toList());
            assertThat(received.assembly.setups()).hasSize(1);
            assertThat(received.assembly.counters.snapshot()).hasSize(2);
        }
    }

    private static List<String> payloads(int payloadBytesMax, boolean aggregates, String unit) {
        H264Packetizer packetizer = new H264Packetizer(96, 0xaa, 7, payloadBytesMax, aggregates);
        List<String> packets = new ArrayList<>();
        ByteBuffer data = ByteBuffer.wrap(HexFormat.of().parseHex(unit.replace(" ", "")));
        packetizer.packetize(data, List.<Bytes>of(), 3_000, packet -> {
            byte[] content = new byte[packet.remaining()];
            packet.get(content);
            String hex = HexFormat.of().formatHex(content);
            packets.add(hex);
        });
        return packets;
    }
}
