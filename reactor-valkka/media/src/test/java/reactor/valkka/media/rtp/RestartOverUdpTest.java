package reactor.valkka.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.valkka.count.Counter;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.media.Clip;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** An encoder starts again a few numbers back, and what it sends comes through a reorder buffer. */
final class RestartOverUdpTest {
    private static final int FRAME = 3_600;
    private static final int AGAIN = 30;
    private static final long MILLI = 1_000_000;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 20, 60})
    void nothingIsLeftOutAndTheNextUnitSaysThatSomethingIsMissing(int behind) {
        List<ByteBuffer> packets = RtpAssembly.packets(Clip.read("baseline"), 2_000, false);
        List<ByteBuffer> expected = new ArrayList<>();
        try (RtpAssembly whole = new RtpAssembly().receive(packets)) {
            whole.contents().forEach(unit -> expected.add(RtpAssembly.copy(unit)));
        }
        int again = 0;
        while (RtpPacket.timestamp(packets.get(again)) < AGAIN * FRAME) {
            again++;
        }
        int before = RtpPacket.sequenceNumber(packets.get(again - 1));
        for (int i = again; i < packets.size(); i++) {
            packets.get(i).putShort(2, (short) (before - behind + i - again));
        }
        try (RtpAssembly received = new RtpAssembly()) {
            RtpReorderBuffer buffer = new RtpReorderBuffer(
                    ReorderLimits.DEFAULT,
                    received.assembly.counters,
                    received.depacketizer::packet);
            for (int i = 0; i < packets.size(); i++) {
                buffer.packet(packets.get(i), i * MILLI);
            }
            assertThat(received.contents()).isEqualTo(expected);
            assertThat(received.units()).filteredOn(AccessUnit::afterLoss).hasSize(1);
            assertThat(received.units().get(AGAIN).header().lostPackets()).isEqualTo(1);
            assertThat(received.assembly.count(Counter.PACKETS_LOST)).isEqualTo(1);
            assertThat(received.assembly.count(Counter.PACKETS_LATE)).isZero();
        }
    }
}
