package reactor.valkka.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.media.Clip;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Predicate;

/**
 * A packet that is missing does not make a marker a lie: the last unit still ends at once. Markers
 * where no picture can end make the first one doubtful.
 */
final class LossAndMarkersTest {
    private static final int FRAME = 3_600;
    private static final int SLICE = 1;
    private static final int KEY_SLICE = 5;
    private static final int SEQUENCE_SET = 7;
    private static final int PICTURE_SET = 8;

    private static final Clip CLIP = Clip.read("baseline");

    private final List<ByteBuffer> packets = RtpAssembly.packets(CLIP, 2_000, false);

    @Test
    void aMarkerOnParameterSetsEndsNothingWhereTheFirstSliceIsLost() {
        markParameterSets();
        packets.remove(first(packet -> type(packet) == KEY_SLICE && isOf(packet, 25)));
        try (RtpAssembly received = new RtpAssembly().receive(packets)) {
            assertThat(received.units()).hasSize(50);
            assertThat(received.units()).filteredOn(AccessUnit::afterLoss).hasSize(1);
            assertThat(received.units().get(25).header().lostPackets()).isEqualTo(1);
            assertThat(received.units().get(25).isKeyFrame()).isFalse();
        }
    }

    @Test
    void twoPicturesOfOneTimestampWithALossBetweenThemAreTwo() {
        packets.stream()
                .filter(packet -> isOf(packet, 11))
                .forEach(packet -> packet.putInt(4, 10 * FRAME));
        int marker = first(packet -> isOf(packet, 10) && RtpPacket.marker(packet));
        assertThat(type(packets.get(marker + 1))).isEqualTo(SLICE);
        packets.remove(marker + 1);
        try (RtpAssembly received = new RtpAssembly().receive(packets)) {
            assertThat(received.units()).hasSize(50);
            assertThat(received.units()).filteredOn(AccessUnit::afterLoss).hasSize(1);
            assertThat(received.units().get(11).header().lostPackets()).isEqualTo(1);
        }
    }

    /** Where it is set on parameter sets, too, nothing is cut. */
    @Test
    void aMarkerOnEachNalUnitIsSeenThroughAtOnce() {
        packets.forEach(packet -> packet.put(1, (byte) (packet.get(1) | 0x80)));
        try (RtpAssembly received = new RtpAssembly().receive(packets).flush()) {
            assertThat(received.contents()).isEqualTo(whole());
            assertThat(received.units()).noneMatch(AccessUnit::afterLoss);
        }
    }

    /** Its first marker may lie; what comes next says whether it does. */
    @Test
    void theFirstUnitOfACameraThatMarksParameterSetsWaitsForTheNextPacketAndNoOther() {
        markParameterSets();
        int second = first(packet -> isOf(packet, 1));
        int third = first(packet -> isOf(packet, 2));
        try (RtpAssembly received = new RtpAssembly()) {
            received.receive(packets.subList(0, second));
            assertThat(received.units()).isEmpty();
            received.receive(packets.subList(second, second + 1));
            assertThat(received.units()).hasSize(1).noneMatch(AccessUnit::afterLoss);
            received.receive(packets.subList(second + 1, third));
            assertThat(received.units()).hasSize(2).noneMatch(AccessUnit::afterLoss);
        }
        try (RtpAssembly received = new RtpAssembly()) {
            received.receive(packets.subList(0, second)).flush();
            assertThat(received.units()).hasSize(1).noneMatch(AccessUnit::afterLoss);
        }
        try (RtpAssembly received = new RtpAssembly()) {
            received.receive(packets.subList(0, second));
            received.receive(packets.subList(third, packets.size()));
            assertThat(received.units().get(0).afterLoss()).isFalse();
            assertThat(received.units().get(1).afterLoss()).isTrue();
        }
    }

    /** What comes behind such a marker and is no more of the picture says nothing against it. */
    @Test
    void twoFirstPicturesOfOneTimestampBehindMarkedParameterSetsAreTwo() {
        markParameterSets();
        packets.stream().filter(packet -> isOf(packet, 1)).forEach(packet -> packet.putInt(4, 0));
        try (RtpAssembly received = new RtpAssembly().receive(packets)) {
            assertThat(received.contents()).isEqualTo(whole());
            assertThat(received.units()).noneMatch(AccessUnit::afterLoss);
        }
    }

    @Test
    void supplementalInformationBehindTheFirstPictureHoldsNothingUpForEver() {
        markParameterSets();
        int second = first(packet -> isOf(packet, 1));
        ByteBuffer information = ByteBuffer.allocate(17);
        int number = RtpPacket.sequenceNumber(packets.get(second));
        RtpPacket.putHeader(information, false, 96, number, 0, RtpPacket.ssrc(packets.get(0)));
        information.put(new byte[] {6, 5, 1, 0, (byte) 0x80}).flip();
        packets.subList(second, packets.size()).forEach(LossAndMarkersTest::countUp);
        packets.add(second, information);
        try (RtpAssembly received = new RtpAssembly().receive(packets)) {
            assertThat(received.units()).hasSize(50).noneMatch(AccessUnit::afterLoss);
        }
    }

    /** Who joins there has seen no parameter set that was marked. */
    @Test
    void theEndOfAPictureThatWasJoinedInTheMiddleMakesNoMarkerDoubtful() {
        List<ByteBuffer> small = RtpAssembly.packets(CLIP, 100, false);
        int key = indexOf(small, packet -> isOf(packet, 25));
        int next = indexOf(small, packet -> isOf(packet, 26));
        try (RtpAssembly received = new RtpAssembly().receive(small.subList(key - 1, next))) {
            assertThat(RtpPacket.marker(small.get(key - 1))).isTrue();
            assertThat(received.units()).hasSize(1).allMatch(AccessUnit::isKeyFrame);
        }
    }

    private void markParameterSets() {
        packets.stream()
                .filter(packet -> type(packet) == SEQUENCE_SET || type(packet) == PICTURE_SET)
                .forEach(packet -> packet.put(1, (byte) (packet.get(1) | 0x80)));
    }

    private static void countUp(ByteBuffer packet) {
        packet.putShort(2, (short) (RtpPacket.sequenceNumber(packet) + 1));
    }

    private static List<ByteBuffer> whole() {
        try (RtpAssembly received =
                new RtpAssembly().receive(RtpAssembly.packets(CLIP, 2_000, false))) {
            return received.contents().stream().map(RtpAssembly::copy).toList();
        }
    }

    private int first(Predicate<ByteBuffer> condition) {
        return indexOf(packets, condition);
    }

    private static int indexOf(List<ByteBuffer> packets, Predicate<ByteBuffer> condition) {
        int index = 0;
        while (!condition.test(packets.get(index))) {
            index++;
        }
        return index;
    }

    private static boolean isOf(ByteBuffer packet, int unit) {
        return RtpPacket.timestamp(packet) == unit * FRAME;
    }

    private static int type(ByteBuffer packet) {
        return packet.get(RtpPacket.HEADER_BYTES) & 0x1F;
    }
}
