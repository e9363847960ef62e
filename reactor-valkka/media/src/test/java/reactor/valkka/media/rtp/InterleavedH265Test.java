package reactor.valkka.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.valkka.count.Counter;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;
import reactor.valkka.media.Assembly;
import reactor.valkka.media.Clip;
import reactor.valkka.media.rtp.SentPayload.Sent;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** H.265 whose NAL units are sent in another order than that of decoding. */
final class InterleavedH265Test {
    private static final Clip PLAIN = Clip.read(Codec.H265, "plain");
    private static final int FRAGMENT = 49;
    private static final int AGGREGATE = 48;
    private static final List<Bytes> SETS = sets();
    private static final long SECOND = 1_000_000_000L;

    private static List<Bytes> sets() {
        try (Assembly whole = new Assembly(Codec.H265).play(PLAIN)) {
            return whole.setups().get(0).tracks().get(0).parameterSets();
        }
    }

    private static Reception reception(int difference, int units) {
        return new Reception(
                "H265",
                90_000,
                1,
                "sprop-max-don-diff=" + difference + "; sprop-depack-buf-nalus=" + units);
    }

    private static Sent sent(int depth, long seed) {
        return SentPayload.interleaved(PLAIN, depth, new Random(seed));
    }

    /** NAL units as single packets with numbers that are sent in decoding order. */
    private static List<ByteBuffer> inOrder(int firstNumber, int step) {
        List<ByteBuffer> packets = new ArrayList<>();
        int number = firstNumber;
        for (ByteBuffer packet : RtpAssembly.packets(PLAIN, 40_000, false)) {
            ByteBuffer out = ByteBuffer.allocate(packet.limit() + 2);
            out.put(packet.slice(0, 14)).putShort((short) number);
            packets.add(out.put(packet.slice(14, packet.limit() - 14)).flip());
            number += step;
        }
        return packets;
    }

    /** Pictures of several slices, in sizes of all kinds. */
    private static Sent inSlices(int depth, Random random) {
        InterleavedH265Packetizer packetizer = new InterleavedH265Packetizer(
                96,
                1,
                random.nextInt(1 << 16),
                64 + random.nextInt(300),
                random.nextBoolean(),
                depth,
                random);
        List<ByteBuffer> units = new ArrayList<>();
        List<ByteBuffer> packets = new ArrayList<>();
        int slices = 1 + random.nextInt(6);
        for (int i = 0; i < 40; i++) {
            boolean key = i % 10 == 0;
            ByteBuffer unit = ByteBuffer.allocate(slices * 310);
            for (int slice = 0; slice < slices; slice++) {
                int length = 10 + random.nextInt(290);
                unit.putInt(length).put((byte) (key ? 0x26 : 0x02)).put((byte) 1);
                unit.put((byte) ((slice == 0 ? 0x80 : 0) | (key ? 0x2F : 0x50)));
                for (int at = 3; at < length; at++) {
                    unit.put((byte) (1 + random.nextInt(255)));
                }
            }
            units.add(unit.flip());
            packetizer.packetize(
                    unit,
                    key ? SETS : List.of(),
                    i * 3_600,
                    packet -> packets.add(RtpAssembly.copy(packet)));
        }
        packetizer.flush(packet -> packets.add(RtpAssembly.copy(packet)));
        return new Sent(units, packets);
    }

    @Property(tries = 150)
    void unitsComeInDecodingOrderAsTheyWereSent(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 64) int depth) {
        Random random = new Random(seed);
        Clip clip = Clip.read(Codec.H265, random.nextBoolean() ? "open-gop" : "sub-layers");
        Sent sent = SentPayload.interleaved(clip, depth, random);
        try (Reception received = reception(depth - 1, depth - 1)) {
            received.receive(sent.packets()).flush();
            assertThat(received.contents()).isEqualTo(sent.units());
            assertThat(received.units()).noneMatch(AccessUnit::afterLoss);
            assertThat(received.units())
                    .extracting(unit -> new Clip.Packet(unit.pts(), unit.dts(), unit.isKeyFrame()))
                    .isEqualTo(clip.packets());
            assertThat(received.count(Counter.PACKETS_LOST)).isZero();
            assertThat(received.count(Counter.PACKETS_MALFORMED)).isZero();
        }
    }

    @Test
    void allKindsOfPacketsAreSent() {
        List<Integer> types = new ArrayList<>();
        for (long seed = 0; seed < 8; seed++) {
            sent(16, seed).packets().forEach(packet -> types.add(packet.get(12) >> 1 & 0x3F));
        }
        assertThat(types).contains(FRAGMENT, AGGREGATE, 1, 32);
    }

    @Property(tries = 300)
    void aUnitIsAsItWasSentOrSaysThatSomethingIsMissing(
            @ForAll long seed,
            @ForAll @IntRange(min = 2, max = 40) int depth,
            @ForAll @IntRange(min = 1, max = 10) int lossPercent) {
        Random random = new Random(seed);
        Sent sent = random.nextBoolean()
                ? SentPayload.interleaved(PLAIN, depth, random)
                : inSlices(depth, random);
        List<ByteBuffer> packets = new ArrayList<>(sent.packets());
        packets.removeIf(packet -> random.nextInt(100) < lossPercent);
        try (Reception received = reception(depth - 1, depth - 1)) {
            received.receive(packets).flush();
            boolean trusted = false;
            int next = 0;
            for (AccessUnit unit : received.units()) {
                boolean startsAnew = unit.isKeyFrame() && !unit.afterLoss();
                trusted = startsAnew || trusted && !unit.afterLoss();
                if (trusted) {
                    int place = sent.units().indexOf(unit.bytes());
                    assertThat(place).as("pts %d", unit.pts()).isNotNegative();
                    assertThat(startsAnew || place == next)
                            .as("none is left out")
                            .isTrue();
                    next = place + 1;
                }
            }
        }
    }

    @Test
    void aStreamInDecodingOrderIsNotHeldUpWhateverItsSenderClaims() {
        List<ByteBuffer> packets = inOrder(65_500, 1);
        try (Reception received = reception(32_767, 32_767)) {
            received.receive(packets.subList(0, 1));
            received.depacketizer.onTime(received.depacketizer.wakeNanos());
            int markers = 0;
            for (ByteBuffer packet : packets.subList(1, packets.size())) {
                received.receive(List.of(packet));
                markers += RtpPacket.marker(packet) ? 1 : 0;
                assertThat(received.units()).hasSize(markers);
            }
            assertThat(received.units()).hasSize(50).noneMatch(AccessUnit::afterLoss);
        }
    }

    /** As when something between has left out NAL units; who joins cannot know that. */
    @ParameterizedTest
    @ValueSource(ints = {2, 7})
    void numbersMayHaveGapsWhereNothingIsMissing(int step) {
        try (Reception received = reception(step, 1)) {
            received.receive(inOrder(10, step)).flush();
            assertThat(received.units()).hasSize(50);
            assertThat(received.units()).filteredOn(AccessUnit::afterLoss).hasSizeLessThan(4);
            assertThat(received.units().subList(25, 50)).noneMatch(AccessUnit::afterLoss);
        }
    }

    /** Each unit waits for as long as any may, but is not taken for damaged for ever. */
    @Test
    void gapsAreNormalWhereNobodyFillsThemWhateverTheSenderClaims() {
        try (Reception received = reception(32_767, 32_767)) {
            for (ByteBuffer packet : inOrder(10, 3)) {
                received.receive(List.of(packet));
                received.depacketizer.onTime(received.depacketizer.wakeNanos());
            }
            received.flush();
            assertThat(received.units()).hasSize(50);
            assertThat(received.units().subList(25, 50)).noneMatch(AccessUnit::afterLoss);
        }
    }

    @Test
    void allNalUnitsOfAnAccessUnitMayHaveTheSameNumber() {
        List<ByteBuffer> packets = inOrder(0, 0);
        int number = 65_530;
        for (ByteBuffer packet : packets) {
            packet.putShort(14, (short) number);
            number += RtpPacket.marker(packet) ? 1 : 0;
        }
        try (Reception received = reception(2, 8)) {
            received.receive(packets).flush();
            assertThat(received.units()).hasSize(50).noneMatch(AccessUnit::afterLoss);
        }
    }

    @Test
    void whatIsLostIsWaitedForAsLongAsTheClaimsSayAndFlaggedWhereItWas() {
        List<ByteBuffer> packets = new ArrayList<>(inOrder(0, 1));
        int all = packets.size();
        packets.removeIf(packet -> RtpPacket.timestamp(packet) == 10 * 3_600);
        int lost = all - packets.size();
        int next = 0;
        while (RtpPacket.timestamp(packets.get(next)) <= 10 * 3_600) {
            next++;
        }
        try (Reception received = reception(4, 4)) {
            received.receive(packets.subList(0, next + 4));
            assertThat(received.units()).hasSize(10);
            received.receive(packets.subList(next + 4, packets.size())).flush();
            assertThat(received.units()).hasSize(49);
            assertThat(received.units()).filteredOn(AccessUnit::afterLoss).hasSize(1);
            assertThat(received.units().get(10).header().lostPackets()).isEqualTo(lost);
            assertThat(received.count(Counter.PACKETS_LOST)).isEqualTo(lost);
        }
    }

    @Test
    void nothingIsKeptForLongerThanASecond() {
        List<ByteBuffer> packets = new ArrayList<>(inOrder(0, 1));
        ByteBuffer missing = packets.remove(20);
        try (Reception received = reception(1_000, 1_000)) {
            received.receive(packets.subList(0, 30));
            assertThat(received.units()).isEmpty();
            long first = received.depacketizer.wakeNanos();
            received.depacketizer.onTime(first - 1);
            assertThat(received.units()).isEmpty();
            received.depacketizer.onTime(first);
            assertThat(received.units()).isNotEmpty();
            received.depacketizer.onTime(first + SECOND);
            assertThat(received.depacketizer.wakeNanos()).isEqualTo(RtpReorderBuffer.NEVER);
            int before = received.units().size();
            missing.putShort(2, (short) (packets.get(29).getShort(2) + 1));
            received.receive(List.of(missing));
            assertThat(received.units()).hasSize(before);
            assertThat(received.count(Counter.PACKETS_LATE)).isEqualTo(1);
        }
    }

    @Test
    void numbersThatBeginAnewAreFollowed() {
        List<ByteBuffer> packets = new ArrayList<>(inOrder(30_000, 1));
        for (int i = 60; i < packets.size(); i++) {
            packets.get(i).putShort(14, (short) (i - 60));
        }
        List<ByteBuffer> again = new ArrayList<>(packets);
        for (int i = 60; i < packets.size(); i++) {
            ByteBuffer more = RtpAssembly.copy(packets.get(i));
            more.putShort(2, (short) (more.getShort(2) + packets.size() - 60));
            more.putShort(14, (short) (more.getShort(14) + packets.size() - 60));
            more.putInt(4, more.getInt(4) + 50 * 3_600);
            again.add(more);
        }
        try (Reception received = reception(4, 4)) {
            received.receive(again).flush();
            List<AccessUnit> units = received.units();
            assertThat(units).filteredOn(AccessUnit::afterLoss).isNotEmpty();
            assertThat(units.get(units.size() - 1).afterLoss()).isFalse();
            assertThat(units.get(units.size() - 1).pts()).isGreaterThan(90 * 3_600);
        }
    }

    @Test
    void theEndOfTheStreamLetsAllGo() {
        Sent sent = sent(32, 7);
        try (Reception received = reception(31, 31)) {
            received.receive(sent.packets()).flush();
            assertThat(received.contents()).isEqualTo(sent.units());
            assertThat(received.units()).noneMatch(AccessUnit::afterLoss);
        }
    }

    /** Though a gap before it has the blame already: there may have been two. */
    @Test
    void whatIsLostNearTheEndFlagsTheLastUnit() {
        List<ByteBuffer> packets = new ArrayList<>(inOrder(0, 1));
        int last = packets.size() - 1;
        List<ByteBuffer> sent = new ArrayList<>(packets.subList(0, last - 8));
        sent.addAll(packets.subList(last - 6, last - 1));
        try (Reception received = reception(16, 16)) {
            received.receive(sent).flush();
            List<AccessUnit> units = received.units();
            assertThat(units.get(units.size() - 1).afterLoss()).isTrue();
        }
    }

    @Property(tries = 100)
    void anyBytesMakeUnitsOrNothing(@ForAll long seed) {
        Random random = new Random(seed);
        List<ByteBuffer> packets = SentPayload.interleaved(PLAIN, 16, random).packets();
        for (ByteBuffer packet : packets) {
            if (random.nextInt(3) == 0) {
                packet.put(random.nextInt(packet.limit()), (byte) random.nextInt());
            }
        }
        try (Reception received = reception(15, 15)) {
            received.receive(packets);
            received.depacketizer.onTime(2 * SECOND);
            received.flush();
            assertThat(received.units()).allMatch(unit -> unit.dts() <= unit.pts());
        }
    }

    /** Only a positive number says that there are decoding order numbers. */
    @ParameterizedTest
    @ValueSource(strings = {"", "0", "00", "none", "-1", "+", "1.5", "true"})
    void whatIsNoNumberTakesNothingFromNalUnits(String difference) {
        String parameters = "sprop-depack-buf-nalus=8; sprop-max-don-diff=" + difference;
        try (Reception received = new Reception("H265", 90_000, 1, parameters)) {
            received.receive(RtpAssembly.packets(PLAIN, 1_000, false)).flush();
            assertThat(received.units()).hasSize(50).noneMatch(AccessUnit::afterLoss);
            assertThat(received.count(Counter.PACKETS_MALFORMED)).isZero();
        }
    }

    @Test
    void aNumberOfNalUnitsAloneSaysNothingOfTheirOrder() {
        try (Reception received = new Reception("H265", 90_000, 1, "sprop-depack-buf-nalus=8")) {
            received.receive(RtpAssembly.packets(PLAIN, 1_000, false)).flush();
            assertThat(received.units()).hasSize(50).noneMatch(AccessUnit::afterLoss);
        }
    }

    /** As when another source takes over: the last pictures of this one come nevertheless. */
    @Test
    void whatWaitsCanBeLetGoAtOnce() {
        List<ByteBuffer> packets = inOrder(0, 1);
        try (Reception received = reception(32_767, 32_767)) {
            received.receive(packets.subList(0, packets.size() / 2));
            received.depacketizer.onTime(received.depacketizer.wakeNanos());
            int before = received.units().size();
            List<ByteBuffer> rest = packets.subList(packets.size() / 2 + 1, packets.size());
            received.receive(rest);
            assertThat(received.units()).hasSize(before);
            received.depacketizer.letGo();
            assertThat(received.units().size()).isGreaterThan(before + 20);
            assertThat(received.depacketizer.wakeNanos()).isEqualTo(RtpReorderBuffer.NEVER);
        }
    }

    @Test
    void aPacketizerThatCannotInterleaveIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new InterleavedH265Packetizer(96, 1, 0, 1_400, true, 1, new Random(0)));
    }
}
