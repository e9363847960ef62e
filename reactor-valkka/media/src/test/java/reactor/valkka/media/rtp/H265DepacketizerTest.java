package reactor.valkka.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.valkka.count.Counter;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Codec;
import reactor.valkka.media.Assembly;
import reactor.valkka.media.Clip;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

final class H265DepacketizerTest {
    private static final Clip PLAIN = Clip.read(Codec.H265, "plain");
    private static final Clip OPEN_GROUPS = Clip.read(Codec.H265, "open-gop");
    private static final int AGGREGATE = 48;
    private static final int FRAGMENT = 49;

    @ParameterizedTest
    @ValueSource(strings = {"plain", "open-gop", "sub-layers", "cropped"})
    void receivesARealStream(String name) {
        Clip clip = Clip.read(Codec.H265, name);
        List<ByteBuffer> packets = RtpAssembly.packets(clip, 300, true);
        assertThat(packets).anyMatch(packet -> type(packet) == AGGREGATE);
        assertThat(packets).anyMatch(packet -> type(packet) == FRAGMENT);
        try (RtpAssembly received = RtpAssembly.of(Codec.H265).receive(packets)) {
            assertThat(received.units())
                    .extracting(unit -> new Clip.Packet(unit.pts(), unit.dts(), unit.isKeyFrame()))
                    .isEqualTo(clip.packets());
            assertThat(received.contents()).isEqualTo(expected(clip));
        }
    }

    /** Each NAL unit comes before as one of layer 1: parameter sets, slices, fragments. */
    @Test
    void enhancementLayersAreLeftOut() {
        List<ByteBuffer> packets = new ArrayList<>();
        List<ByteBuffer> unit = new ArrayList<>();
        for (ByteBuffer packet : RtpAssembly.packets(PLAIN, 300, false)) {
            unit.add(packet);
            if (type(packet) != FRAGMENT || (packet.get(14) & 0x40) != 0) {
                unit.forEach(each -> packets.add(ofLayerOne(each, packets.size())));
                unit.forEach(each -> packets.add(numbered(each, packets.size())));
                unit.clear();
            }
        }
        assertReceivesAll(packets);
    }

    private static ByteBuffer ofLayerOne(ByteBuffer packet, int number) {
        ByteBuffer layer = numbered(packet, number);
        layer.put(1, (byte) (layer.get(1) & 0x7F));
        return layer.put(13, (byte) (layer.get(13) | 1 << 3));
    }

    private static ByteBuffer numbered(ByteBuffer packet, int number) {
        return RtpAssembly.copy(packet).putShort(2, (short) number);
    }

    @Test
    void openIpcSetsStartAndEndInOneFragment() {
        List<ByteBuffer> packets = new ArrayList<>();
        for (ByteBuffer packet : RtpAssembly.packets(PLAIN, 2_000, false)) {
            packets.add(fragmentOfAll(packet));
        }
        assertReceivesAll(packets);
    }

    /** A whole NAL unit in one fragment, which RFC 7798 §4.4.3 forbids. */
    private static ByteBuffer fragmentOfAll(ByteBuffer single) {
        ByteBuffer packet = ByteBuffer.allocate(single.limit() + 1);
        packet.put(single.slice(0, RtpPacket.HEADER_BYTES));
        int header = single.get(12);
        packet.put((byte) (header & 0x81 | FRAGMENT << 1)).put(single.get(13));
        packet.put((byte) (0xC0 | type(single)));
        return packet.put(single.slice(14, single.limit() - 14)).flip();
    }

    @Test
    void fragmentsMayLoseTheirEndBitOrChangeTheirType() {
        List<ByteBuffer> packets = RtpAssembly.packets(PLAIN, 60, false);
        for (ByteBuffer packet : packets) {
            if (type(packet) == FRAGMENT && (packet.get(14) & 0x80) == 0) {
                packet.put(14, (byte) 9);
            }
        }
        assertReceivesAll(packets);
    }

    @Test
    void emptyFragmentsAreNoHarm() {
        List<ByteBuffer> packets = new ArrayList<>();
        int inserted = 0;
        for (ByteBuffer packet : RtpAssembly.packets(PLAIN, 100, false)) {
            ByteBuffer moved = RtpAssembly.copy(packet);
            moved.putShort(2, (short) (packet.getShort(2) + inserted));
            packets.add(moved);
            if (type(packet) == FRAGMENT && (packet.get(14) & 0xC0) == 0x80) {
                inserted++;
                ByteBuffer empty = RtpAssembly.copy(packet.duplicate().limit(15));
                empty.putShort(2, (short) (packet.getShort(2) + inserted));
                packets.add(empty.put(14, (byte) (packet.get(14) & 0x3F)));
            }
        }
        assertThat(inserted).isPositive();
        assertReceivesAll(packets);
    }

    @Test
    void startCodesInsideAPacketPartIt() {
        List<ByteBuffer> packets = new ArrayList<>();
        List<ByteBuffer> units = PLAIN.units();
        for (int i = 0; i < units.size(); i++) {
            ByteBuffer packet = ByteBuffer.allocate(12 + 4 + units.get(i).limit());
            long pts = PLAIN.packets().get(i).pts();
            RtpPacket.putHeader(packet, true, 96, i, (int) pts, 1);
            packets.add(packet.putInt(1).put(units.get(i).duplicate()).flip());
        }
        assertReceivesAll(packets);
    }

    @Test
    void withoutMarkersUnitsEndWithTheirTimestamp() {
        List<ByteBuffer> packets = RtpAssembly.packets(PLAIN, 200, false);
        packets.forEach(packet -> packet.put(1, (byte) (packet.get(1) & 0x7F)));
        try (RtpAssembly received = RtpAssembly.of(Codec.H265).receive(packets).flush()) {
            assertThat(received.contents()).isEqualTo(expected(PLAIN));
            assertThat(received.units()).noneMatch(AccessUnit::afterLoss);
        }
    }

    @Test
    void markersOnParameterSetsEndNothing() {
        List<ByteBuffer> packets = RtpAssembly.packets(PLAIN, 2_000, false);
        for (ByteBuffer packet : packets) {
            if (type(packet) >= 32) {
                packet.put(1, (byte) (packet.get(1) | 0x80));
            }
        }
        assertReceivesAll(packets);
    }

    /** Where it is set on parameter sets, too, nothing is cut. */
    @Test
    void aMarkerOnEachNalUnitIsSeenThroughAtOnce() {
        List<ByteBuffer> packets = RtpAssembly.packets(PLAIN, 2_000, false);
        packets.forEach(packet -> packet.put(1, (byte) (packet.get(1) | 0x80)));
        try (RtpAssembly received = RtpAssembly.of(Codec.H265).receive(packets).flush()) {
            assertThat(received.contents()).isEqualTo(expected(PLAIN));
            assertThat(received.units()).noneMatch(AccessUnit::afterLoss);
        }
    }

    @Test
    void aMarkerOnEachSliceIsSeenThroughAfterTheFirstUnit() {
        List<ByteBuffer> packets = RtpAssembly.packets(PLAIN, 2_000, false);
        packets.stream()
                .filter(packet -> type(packet) < 32)
                .forEach(packet -> packet.put(1, (byte) (packet.get(1) | 0x80)));
        try (RtpAssembly received = RtpAssembly.of(Codec.H265).receive(packets).flush()) {
            List<ByteBuffer> all = received.contents();
            assertThat(all.subList(all.size() - 48, all.size()))
                    .isEqualTo(expected(PLAIN).subList(2, 50));
            assertThat(received.units().get(1).afterLoss()).isTrue();
        }
    }

    @Test
    void aLostFragmentFlagsItsUnitOnly() {
        List<ByteBuffer> packets = RtpAssembly.packets(PLAIN, 60, false);
        int lost = indexOf(packets, 40, packet -> type(packet) == FRAGMENT);
        packets.remove(lost);
        try (RtpAssembly received = RtpAssembly.of(Codec.H265).receive(packets)) {
            assertThat(received.units()).filteredOn(AccessUnit::afterLoss).hasSize(1);
            assertThat(received.assembly.count(Counter.UNITS_DAMAGED)).isEqualTo(1);
        }
    }

    @Test
    void aKeyFrameWithoutItsFirstSliceIsFlaggedAndOpensNoGate() {
        List<ByteBuffer> packets = RtpAssembly.packets(PLAIN, 2_000, false);
        packets.remove(indexOf(packets, 10, packet -> type(packet) == 21 || type(packet) == 20));
        try (RtpAssembly received = RtpAssembly.of(Codec.H265).receive(packets)) {
            assertThat(received.units()).hasSize(50);
            assertThat(received.units().get(25).isKeyFrame()).isFalse();
            assertThat(received.units().get(25).afterLoss()).isTrue();
        }
    }

    @Test
    void lossBeforeARandomAccessPointFlagsWhatLeadsItAndNothingElse() {
        List<ByteBuffer> packets = RtpAssembly.packets(OPEN_GROUPS, 2_000, false);
        int key = indexOf(packets, 10, packet -> type(packet) == 32);
        packets.remove(key - 1);
        try (RtpAssembly received = RtpAssembly.of(Codec.H265).receive(packets)) {
            List<AccessUnit> flagged =
                    received.units().stream().filter(AccessUnit::afterLoss).toList();
            assertThat(flagged).hasSize(1);
            assertThat(flagged.get(0).header().leading()).isTrue();
        }
    }

    @Test
    void packetsThatAreTooShortOrOfUnknownTypeAreCounted() {
        try (RtpAssembly received = RtpAssembly.of(Codec.H265)) {
            for (int type : new int[] {1, 48, 49, 50, 63}) {
                ByteBuffer packet = ByteBuffer.allocate(14);
                RtpPacket.putHeader(packet, true, 96, type, 0, 1);
                packet.put((byte) (type << 1)).put((byte) 1).flip();
                received.depacketizer.packet(packet, 0);
            }
            assertThat(received.units()).isEmpty();
            assertThat(received.assembly.count(Counter.PACKETS_MALFORMED)).isEqualTo(5);
        }
    }

    @Property(tries = 50)
    void everyUnflaggedUnitIsWholeWhateverIsLost(@ForAll long seed) {
        Random random = new Random(seed);
        List<ByteBuffer> packets = RtpAssembly.packets(PLAIN, 60, random.nextBoolean());
        packets.removeIf(packet -> random.nextInt(40) == 0);
        List<ByteBuffer> whole = expected(PLAIN);
        try (RtpAssembly received = RtpAssembly.of(Codec.H265).receive(packets).flush()) {
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
        List<ByteBuffer> packets = RtpAssembly.packets(PLAIN, 200, random.nextBoolean());
        for (ByteBuffer packet : packets) {
            if (random.nextInt(3) == 0) {
                packet.put(random.nextInt(packet.limit()), (byte) random.nextInt());
            }
        }
        try (RtpAssembly received = RtpAssembly.of(Codec.H265).receive(packets).flush()) {
            assertThat(received.units()).allMatch(unit -> unit.dts() <= unit.pts());
        }
    }

    private static void assertReceivesAll(List<ByteBuffer> packets) {
        try (RtpAssembly received = RtpAssembly.of(Codec.H265).receive(packets)) {
            assertThat(received.contents()).isEqualTo(expected(PLAIN));
            assertThat(received.units()).noneMatch(AccessUnit::afterLoss);
        }
    }

    private static List<ByteBuffer> expected(Clip clip) {
        try (Assembly whole = new Assembly(clip.codec()).play(clip)) {
            return whole.units().stream()
                    .map(unit -> RtpAssembly.copy(unit.bytes()))
                    .toList();
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

    private static int type(ByteBuffer packet) {
        return packet.get(12) >> 1 & 0x3F;
    }
}
