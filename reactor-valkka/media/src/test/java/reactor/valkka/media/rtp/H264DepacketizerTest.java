package reactor.valkka.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.valkka.count.Counter;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Bytes;
import reactor.valkka.media.Assembly;
import reactor.valkka.media.Clip;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

final class H264DepacketizerTest {
    private static final Clip BASELINE = Clip.read("baseline");
    private static final int MTU = 500;

    @ParameterizedTest
    @ValueSource(strings = {"high-b-frames", "baseline", "cropped-full-range", "open-gop"})
    void receivesARealStream(String name) {
        Clip clip = Clip.read(name);
        try (RtpAssembly received =
                new RtpAssembly().receive(RtpAssembly.packets(clip, MTU, true))) {
            assertThat(received.units())
                    .extracting(unit -> new Clip.Packet(unit.pts(), unit.dts(), unit.isKeyFrame()))
                    .isEqualTo(clip.packets());
        }
    }

    @Test
    void endsAUnitWithItsMarkerAtOnce() {
        List<ByteBuffer> packets = RtpAssembly.packets(BASELINE, MTU, false);
        try (RtpAssembly received = new RtpAssembly()) {
            int markers = 0;
            for (ByteBuffer packet : packets) {
                received.receive(List.of(packet));
                markers += RtpPacket.marker(packet) ? 1 : 0;
                assertThat(received.units()).hasSize(markers);
            }
            assertThat(markers).isEqualTo(50);
        }
    }

    @Test
    void flirM400NeverSetsTheMarker() {
        List<ByteBuffer> packets = RtpAssembly.packets(BASELINE, MTU, false);
        packets.forEach(packet -> setMarker(packet, false));
        try (RtpAssembly received = new RtpAssembly().receive(packets)) {
            assertThat(received.units()).hasSize(49);
            received.flush();
            assertThat(received.contents()).isEqualTo(expected());
            assertThat(received.units()).noneMatch(AccessUnit::afterLoss);
        }
    }

    @Test
    void tapoTc70SetsTheMarkerOnParameterSets() {
        List<ByteBuffer> packets = RtpAssembly.packets(BASELINE, MTU, false);
        List<ByteBuffer> sets = packets.stream()
                .filter(packet -> type(packet) == 7 || type(packet) == 8)
                .toList();
        assertThat(sets).isNotEmpty();
        sets.forEach(packet -> setMarker(packet, true));
        assertReceivesAll(packets);
    }

    @Test
    void ivelLvIp22SetsTheMarkerOnSupplementalInformation() {
        List<ByteBuffer> packets = RtpAssembly.packets(BASELINE, 2_000, false);
        List<ByteBuffer> information =
                packets.stream().filter(packet -> type(packet) == 6).toList();
        assertThat(information).isNotEmpty();
        information.forEach(packet -> setMarker(packet, true));
        assertReceivesAll(packets);
    }

    @Test
    void aMarkerOnEachSliceIsSeenThroughAfterTheFirstUnit() {
        List<ByteBuffer> packets = RtpAssembly.packets(BASELINE, 2_000, false);
        packets.stream()
                .filter(packet -> type(packet) == 1 || type(packet) == 5)
                .forEach(packet -> setMarker(packet, true));
        try (RtpAssembly received = new RtpAssembly().receive(packets).flush()) {
            List<ByteBuffer> all = received.contents();
            assertThat(all.subList(all.size() - 48, all.size()))
                    .isEqualTo(expected().subList(2, 50));
            assertThat(received.units().get(1).afterLoss()).isTrue();
        }
    }

    @Test
    void aMarkerInsideFragmentsEndsNothing() {
        List<ByteBuffer> packets = RtpAssembly.packets(BASELINE, 100, false);
        packets.stream()
                .filter(packet -> type(packet) == 28 && (fragmentHeader(packet) & 0x40) == 0)
                .forEach(packet -> setMarker(packet, true));
        assertReceivesAll(packets);
    }

    @Test
    void v380SendsStartCodesAndSeveralNalUnitsInOne() {
        List<ByteBuffer> packets = new ArrayList<>();
        List<ByteBuffer> units = BASELINE.units();
        for (int i = 0; i < units.size(); i++) {
            ByteBuffer unit = units.get(i);
            ByteBuffer packet = ByteBuffer.allocate(12 + 4 + unit.limit());
            RtpPacket.putHeader(
                    packet, true, 96, i, (int) BASELINE.packets().get(i).pts(), 1);
            packets.add(packet.putInt(1).put(unit.duplicate()).flip());
        }
        assertReceivesAll(packets);
    }

    @Test
    void tiandyChangesTheTypeInsideFragments() {
        List<ByteBuffer> packets = RtpAssembly.packets(BASELINE, 100, false);
        packets.stream()
                .filter(packet -> type(packet) == 28 && (fragmentHeader(packet) & 0x80) == 0)
                .forEach(packet -> packet.put(13, (byte) (fragmentHeader(packet) & 0xE0 | 9)));
        assertReceivesAll(packets);
    }

    @Test
    void retinaEmptyFragmentsAreNoHarm() {
        List<ByteBuffer> packets = new ArrayList<>();
        int inserted = 0;
        for (ByteBuffer packet : RtpAssembly.packets(BASELINE, 100, false)) {
            ByteBuffer moved = RtpAssembly.copy(packet);
            moved.putShort(2, (short) (packet.getShort(2) + inserted));
            packets.add(moved);
            if (type(packet) == 28 && (fragmentHeader(packet) & 0xC0) == 0x80) {
                inserted++;
                ByteBuffer empty = RtpAssembly.copy(packet.duplicate().limit(14));
                empty.putShort(2, (short) (packet.getShort(2) + inserted));
                packets.add(empty.put(13, (byte) (fragmentHeader(packet) & 0x3F)));
            }
        }
        assertThat(inserted).isPositive();
        assertReceivesAll(packets);
    }

    @Test
    void missingEndBitsDoNoHarm() {
        List<ByteBuffer> packets = RtpAssembly.packets(BASELINE, 100, false);
        packets.stream()
                .filter(packet -> type(packet) == 28)
                .forEach(packet -> packet.put(13, (byte) (fragmentHeader(packet) & 0xBF)));
        assertReceivesAll(packets);
    }

    @Test
    void markersOnEachFragmentAndMissingEndBitsDoNoHarm() {
        List<ByteBuffer> packets = RtpAssembly.packets(BASELINE, 60, false);
        packets.stream().filter(packet -> type(packet) == 28).forEach(packet -> {
            packet.put(13, (byte) (fragmentHeader(packet) & 0xBF));
            setMarker(packet, true);
        });
        try (RtpAssembly received = new RtpAssembly().receive(packets).flush()) {
            assertThat(received.contents()).isEqualTo(expected());
            assertThat(received.units()).noneMatch(AccessUnit::afterLoss);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aUnitThatTheCameraCutsItselfIsFlagged(boolean endBits) {
        List<ByteBuffer> packets = RtpAssembly.packets(BASELINE, 60, false);
        if (!endBits) {
            packets.stream()
                    .filter(packet -> type(packet) == 28)
                    .forEach(packet -> packet.put(13, (byte) (fragmentHeader(packet) & 0xBF)));
        }
        int cut = firstFragmentOf(packets, 20) + 1;
        packets.subList(cut, packets.size())
                .removeIf(packet -> RtpPacket.timestamp(packet) == 20 * 3_600);
        for (int i = 0; i < packets.size(); i++) {
            packets.get(i).putShort(2, (short) (65_500 + i));
        }
        try (RtpAssembly received = new RtpAssembly().receive(packets)) {
            assertThat(received.assembly.count(Counter.PACKETS_LOST)).isZero();
            assertThat(received.units()).filteredOn(AccessUnit::afterLoss).hasSize(1);
            assertThat(received.assembly.count(Counter.UNITS_DAMAGED)).isEqualTo(1);
            assertThat(received.units())
                    .filteredOn(unit -> unit.pts() == 20 * 3_600)
                    .allMatch(AccessUnit::afterLoss);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8})
    void aUnitThatIsNotOverAtTheEndIsFlagged(int packetsOfIt) {
        List<ByteBuffer> packets = RtpAssembly.packets(BASELINE, 60, false);
        int cut = firstFragmentOf(packets, 25) + packetsOfIt;
        try (RtpAssembly received =
                new RtpAssembly().receive(packets.subList(0, cut)).flush()) {
            assertThat(received.units())
                    .filteredOn(unit -> unit.pts() == 25 * 3_600)
                    .allMatch(unit -> unit.afterLoss() && !unit.isKeyFrame());
            assertThat(received.assembly.count(Counter.UNITS_DAMAGED)).isEqualTo(1);
        }
    }

    private static int firstFragmentOf(List<ByteBuffer> packets, int unit) {
        return indexOf(
                packets,
                0,
                packet -> type(packet) == 28 && RtpPacket.timestamp(packet) == unit * 3_600);
    }

    @Test
    void aLostFragmentFlagsItsUnitOnly() {
        List<ByteBuffer> packets = RtpAssembly.packets(BASELINE, 100, false);
        int lost = indexOf(packets, 20, packet -> type(packet) == 28);
        int unit = unitOf(packets, lost);
        packets.remove(lost);
        try (RtpAssembly received = new RtpAssembly().receive(packets)) {
            assertThat(received.units()).filteredOn(AccessUnit::afterLoss).hasSize(1);
            assertThat(received.units().get(unit).header().lostPackets()).isEqualTo(1);
            assertThat(received.assembly.count(Counter.PACKETS_LOST)).isEqualTo(1);
            assertThat(received.assembly.count(Counter.UNITS_DAMAGED)).isEqualTo(1);
        }
    }

    @Test
    void aLostUnitFlagsTheNextOne() {
        List<ByteBuffer> packets = RtpAssembly.packets(BASELINE, 2_000, false);
        packets.removeIf(packet -> RtpPacket.timestamp(packet) == 5 * 3_600);
        try (RtpAssembly received = new RtpAssembly().receive(packets)) {
            assertThat(received.units()).hasSize(49);
            assertThat(received.units().get(5).header().lostPackets()).isEqualTo(3);
            assertThat(received.units()).filteredOn(AccessUnit::afterLoss).hasSize(1);
        }
    }

    /** Over TCP nothing else comes back by a few numbers. */
    @Test
    void anEncoderThatStartsAgainAtItsFirstNumberIsFollowedAndFlagged() {
        List<ByteBuffer> packets = RtpAssembly.packets(BASELINE, 2_000, false);
        int first = indexOf(packets, 0, packet -> RtpPacket.timestamp(packet) == 10 * 3_600);
        int again = indexOf(packets, 0, packet -> RtpPacket.timestamp(packet) == 12 * 3_600);
        for (int i = again; i < packets.size(); i++) {
            packets.get(i).putShort(2, (short) (65_500 + first + i - again));
        }
        try (RtpAssembly received = new RtpAssembly().receive(packets)) {
            assertThat(received.contents()).isEqualTo(expected());
            assertThat(received.units()).filteredOn(AccessUnit::afterLoss).hasSize(1);
            assertThat(received.units().get(12).afterLoss()).isTrue();
            assertThat(received.assembly.count(Counter.PACKETS_LOST)).isEqualTo(1);
        }
    }

    @Test
    void lossBeforeAWholeKeyFrameDoesNotFlagIt() {
        List<ByteBuffer> packets = RtpAssembly.packets(BASELINE, 2_000, false);
        packets.removeIf(packet -> RtpPacket.timestamp(packet) == 24 * 3_600);
        try (RtpAssembly received = new RtpAssembly().receive(packets)) {
            assertThat(received.units()).hasSize(49);
            assertThat(received.units().get(24).isKeyFrame()).isTrue();
            assertThat(received.units()).noneMatch(AccessUnit::afterLoss);
        }
    }

    @Test
    void aKeyFrameWithoutItsFirstSliceIsFlaggedAndOpensNoGate() {
        List<ByteBuffer> packets = RtpAssembly.packets(BASELINE, 2_000, false);
        int first = indexOf(packets, 10, packet -> type(packet) == 5);
        packets.remove(first);
        try (RtpAssembly received = new RtpAssembly().receive(packets)) {
            AccessUnit key = received.units().get(25);
            assertThat(key.isKeyFrame()).isFalse();
            assertThat(key.afterLoss()).isTrue();
        }
    }

    @Test
    void whoeverJoinsInsideAKeyFrameWaitsForTheNextOne() {
        List<ByteBuffer> packets = RtpAssembly.packets(BASELINE, 100, false);
        int sets = indexOf(packets, 0, packet -> RtpPacket.timestamp(packet) == 25 * 3_600);
        int first = indexOf(packets, sets, packet -> type(packet) == 28) + 1;
        int end = indexOf(packets, first, packet -> RtpPacket.timestamp(packet) != 25 * 3_600);
        assertThat(end - first).isGreaterThan(10);
        for (int from = first; from < end; from++) {
            try (RtpAssembly received = new RtpAssembly()) {
                received.assembly.parameterSets.describe(parameterSets());
                received.receive(packets.subList(from, packets.size()));
                assertThat(received.units()).as("from packet %d", from).hasSizeBetween(24, 25);
                assertThat(received.units()).noneMatch(AccessUnit::isKeyFrame);
            }
        }
    }

    @Test
    void packetsThatCannotBeReadAreCountedAndLeftOut() {
        List<ByteBuffer> packets = RtpAssembly.packets(BASELINE, MTU, false);
        try (RtpAssembly received = new RtpAssembly()) {
            for (ByteBuffer packet : packets) {
                received.depacketizer.packet(ByteBuffer.wrap(new byte[] {1, 2, 3}), 0);
                received.receive(List.of(packet));
            }
            assertThat(received.contents()).isEqualTo(expected());
            assertThat(received.assembly.count(Counter.PACKETS_MALFORMED))
                    .isEqualTo(packets.size());
        }
    }

    @Property(tries = 50)
    void everyUnflaggedUnitIsWholeWhateverIsLost(@ForAll long seed) {
        Random random = new Random(seed);
        List<ByteBuffer> packets = RtpAssembly.packets(BASELINE, 60, random.nextBoolean());
        packets.removeIf(packet -> random.nextInt(40) == 0);
        List<ByteBuffer> whole = expected();
        try (RtpAssembly received = new RtpAssembly().receive(packets).flush()) {
            boolean trusted = false;
            for (AccessUnit unit : received.units()) {
                trusted = (trusted || unit.isKeyFrame()) && !unit.afterLoss();
                if (trusted) {
                    assertThat(unit.bytes())
                            .as("seed %d, pts %d", seed, unit.pts())
                            .isEqualTo(whole.get((int) (unit.pts() / 3_600)));
                }
            }
        }
    }

    @Property(tries = 50)
    void anyBytesMakeUnitsOrNothing(@ForAll long seed) {
        Random random = new Random(seed);
        List<ByteBuffer> packets = RtpAssembly.packets(BASELINE, 200, random.nextBoolean());
        for (ByteBuffer packet : packets) {
            if (random.nextInt(3) == 0) {
                packet.put(random.nextInt(packet.limit()), (byte) random.nextInt());
            }
        }
        try (RtpAssembly received = new RtpAssembly().receive(packets).flush()) {
            assertThat(received.units()).allMatch(unit -> unit.dts() <= unit.pts());
        }
    }

    private static void assertReceivesAll(List<ByteBuffer> packets) {
        try (RtpAssembly received = new RtpAssembly().receive(packets)) {
            assertThat(received.contents()).isEqualTo(expected());
            assertThat(received.units()).noneMatch(AccessUnit::afterLoss);
        }
    }

    private static List<ByteBuffer> expected() {
        try (Assembly whole = new Assembly().play(BASELINE)) {
            return whole.units().stream()
                    .map(unit -> RtpAssembly.copy(unit.bytes()))
                    .toList();
        }
    }

    private static List<Bytes> parameterSets() {
        try (Assembly whole = new Assembly().play(BASELINE)) {
            return whole.setups().get(0).tracks().get(0).parameterSets();
        }
    }

    private static int indexOf(
            List<ByteBuffer> packets, int from, Predicate<ByteBuffer> condition) {
        int index = from;
        while (!condition.test(packets.get(index))) {
            index++;
        }
        return index;
    }

    private static int unitOf(List<ByteBuffer> packets, int index) {
        return RtpPacket.timestamp(packets.get(index)) / 3_600;
    }

    private static int type(ByteBuffer packet) {
        return packet.get(12) & 0x1F;
    }

    private static int fragmentHeader(ByteBuffer packet) {
        return packet.get(13);
    }

    private static void setMarker(ByteBuffer packet, boolean marker) {
        packet.put(1, (byte) (packet.get(1) & 0x7F | (marker ? 0x80 : 0)));
    }
}
