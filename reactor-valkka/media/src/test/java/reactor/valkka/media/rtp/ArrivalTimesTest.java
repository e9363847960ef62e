package reactor.valkka.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.valkka.count.Durations;
import reactor.valkka.count.Stage;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.media.Clip;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

final class ArrivalTimesTest {
    private static final long BETWEEN_PACKETS = 1_000_000;
    private static final int MTU = 500;

    /** When the packets of a unit came: the first and the last one. */
    private record Arrivals(long first, long last) {}

    private static List<Arrivals> arrivals(List<ByteBuffer> packets) {
        List<Arrivals> all = new ArrayList<>();
        long first = 0;
        for (int i = 0; i < packets.size(); i++) {
            long now = (i + 1) * BETWEEN_PACKETS;
            first = first == 0 ? now : first;
            if (RtpPacket.marker(packets.get(i))) {
                all.add(new Arrivals(first, now));
                first = 0;
            }
        }
        return all;
    }

    private static void receive(RtpAssembly assembly, List<ByteBuffer> packets) {
        for (int i = 0; i < packets.size(); i++) {
            assembly.depacketizer.packet(packets.get(i), (i + 1) * BETWEEN_PACKETS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "high-b-frames"})
    void aUnitKnowsWhenItsFirstAndItsLastPacketCame(String name) {
        List<ByteBuffer> packets = RtpAssembly.packets(Clip.read(name), MTU, false);
        try (RtpAssembly assembly = new RtpAssembly()) {
            receive(assembly, packets);
            assertThat(assembly.units())
                    .extracting(AccessUnit::header)
                    .extracting(header ->
                            new Arrivals(header.firstArrivalNanos(), header.arrivalNanos()))
                    .isEqualTo(arrivals(packets));
        }
    }

    @Test
    void howLongUnitsTookToComeInIsMeasured() {
        List<ByteBuffer> packets = RtpAssembly.packets(Clip.read("baseline"), MTU, false);
        try (RtpAssembly assembly = new RtpAssembly()) {
            receive(assembly, packets);
            Durations assembled = assembly.assembly.counters.times().of(Stage.ASSEMBLED);
            long longest = arrivals(packets).stream()
                    .mapToLong(unit -> unit.last() - unit.first())
                    .max()
                    .orElseThrow();
            assertThat(assembled.count()).isEqualTo(assembly.units().size());
            assertThat(assembled.maxNanos()).isEqualTo(longest).isPositive();
        }
    }

    @Test
    void ofACameraWithoutMarkersTheNextUnitSaysThatItWasComplete() {
        List<ByteBuffer> packets = RtpAssembly.packets(Clip.read("baseline"), 65_000, true);
        packets.forEach(packet -> packet.put(1, (byte) (packet.get(1) & 0x7F)));
        try (RtpAssembly assembly = new RtpAssembly()) {
            receive(assembly, packets);
            AccessUnit third = assembly.units().get(2);
            assertThat(third.header().arrivalNanos() - third.header().firstArrivalNanos())
                    .isEqualTo(BETWEEN_PACKETS);
        }
    }
}
