package reactor.valkka.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.valkka.count.Counter;
import reactor.valkka.media.Clip;

import java.nio.ByteBuffer;
import java.util.List;

/** Cameras that put their clock right while they send, and their timestamps with it. */
final class SetBackClockTest {
    private static final int FRAME = 3_600;
    private static final int SECONDS = 3;

    @Test
    void isADiscontinuityOfPicturesAndNoReordering() {
        List<ByteBuffer> packets = RtpAssembly.packets(Clip.read("baseline"), 2_000, false);
        packets.stream()
                .filter(packet -> RtpPacket.timestamp(packet) >= 30 * FRAME)
                .forEach(packet ->
                        packet.putInt(4, packet.getInt(4) - SECONDS * Clip.CLOCK_RATE_HZ));
        try (RtpAssembly received = new RtpAssembly().receive(packets)) {
            assertThat(received.units()).hasSize(50);
            assertThat(received.assembly.setups()).hasSize(2);
            assertThat(received.assembly.setups().get(1).discontinuity()).isTrue();
            assertThat(received.assembly.count(Counter.TIMESTAMPS_REPAIRED)).isZero();
            assertThat(received.units()).allMatch(unit -> unit.dts() == unit.pts());
            assertThat(received.units().get(49).pts() - received.units().get(30).pts())
                    .isEqualTo(19 * FRAME);
        }
    }

    @Test
    void isADiscontinuityOfSound() {
        try (Reception received = new Reception("PCMU", 8_000, 1, "")) {
            for (int i = 0; i < 100; i++) {
                int timestamp = i * 160 - (i < 50 ? 0 : SECONDS * 8_000);
                received.receive(List.of(Reception.packet(i, timestamp, false, 9)));
            }
            assertThat(received.setups()).hasSize(2);
            assertThat(received.setups().get(1).discontinuity()).isTrue();
            assertThat(received.units()).noneMatch(unit -> unit.header().timestampRepaired());
            assertThat(received.units().get(99).pts() - received.units().get(50).pts())
                    .isEqualTo(49 * 160);
            assertThat(received.units()).allMatch(unit -> unit.dts() == unit.pts());
        }
    }
}
