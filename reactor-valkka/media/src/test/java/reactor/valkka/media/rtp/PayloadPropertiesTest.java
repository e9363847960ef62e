package reactor.valkka.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import reactor.valkka.count.Counter;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.media.rtp.SentPayload.Sent;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** What holds for every payload format, whatever a network does to its packets. */
final class PayloadPropertiesTest {

    /** What was sent by the times that it has behind a perfect network, which changes nothing. */
    private static Map<Long, ByteBuffer> byTime(SentPayload payload, Sent sent) {
        Map<Long, ByteBuffer> units = new HashMap<>();
        try (Reception reception = payload.reception()) {
            Network.PERFECT.send(sent.packets(), new Random(0), reception);
            assertThat(reception.contents()).as("%s", payload).isEqualTo(sent.units());
            for (AccessUnit unit : reception.units()) {
                assertThat(unit.header().lostPackets()).isZero();
                units.put(unit.pts(), RtpAssembly.copy(unit.bytes()));
            }
            assertThat(units).hasSameSizeAs(reception.units()).isNotEmpty();
        }
        return units;
    }

    @Property(tries = 120)
    void allUnitsComeWhenNothingIsLost(
            @ForAll SentPayload payload,
            @ForAll long seed,
            @ForAll @IntRange(max = 30) int late,
            @ForAll @IntRange(max = 15) int lateMillis) {
        Random random = new Random(seed);
        Sent all = payload.sent(random);
        List<ByteBuffer> packets = all.packets();
        Map<Long, ByteBuffer> sent = byTime(payload, all);
        try (Reception reception = payload.reception()) {
            new Network(0, 10, late, lateMillis).send(packets, random, reception);
            assertThat(reception.units()).hasSameSizeAs(sent.keySet());
            for (AccessUnit unit : reception.units()) {
                assertThat(unit.header().lostPackets()).isZero();
                assertThat(unit.bytes()).isEqualTo(sent.get(unit.pts()));
            }
            assertThat(reception.count(Counter.PACKETS_LOST)).isZero();
        }
    }

    @Property(tries = 300)
    void aUnitIsAsItWasSentOrSaysThatSomethingIsMissing(
            @ForAll SentPayload payload,
            @ForAll long seed,
            @ForAll @IntRange(max = 12) int loss,
            @ForAll @IntRange(max = 20) int late,
            @ForAll @IntRange(max = 80) int lateMillis) {
        Random random = new Random(seed);
        Sent all = payload.sent(random);
        List<ByteBuffer> packets = all.packets();
        Map<Long, ByteBuffer> sent = byTime(payload, all);
        try (Reception reception = payload.reception()) {
            new Network(loss, 5, late, lateMillis).send(packets, random, reception);
            boolean trusted = false;
            long before = Long.MIN_VALUE;
            for (AccessUnit unit : reception.units()) {
                assertThat(unit.dts()).as("order").isGreaterThan(before);
                before = unit.dts();
                boolean video = unit.track().kind() == TrackKind.VIDEO;
                boolean whole = unit.header().lostPackets() == 0;
                trusted = whole && (trusted || !video || unit.isKeyFrame());
                if (trusted && !unit.header().timestampRepaired()) {
                    assertThat(unit.bytes())
                            .as("%s, pts %d", payload, unit.pts())
                            .isEqualTo(sent.get(unit.pts()));
                }
            }
        }
    }

    @Property(tries = 200)
    void nothingIsThrownAwayThatCameWhole(
            @ForAll SentPayload payload, @ForAll long seed, @ForAll @IntRange(max = 12) int loss) {
        Random random = new Random(seed);
        Sent all = payload.sent(random);
        List<ByteBuffer> packets = all.packets();
        Map<Long, ByteBuffer> sent = byTime(payload, all);
        try (Reception reception = payload.reception()) {
            Set<Integer> damaged = new Network(loss, 0, 0, 0).send(packets, random, reception);
            Set<Long> received = new HashSet<>();
            reception.units().stream()
                    .filter(unit -> !unit.header().timestampRepaired())
                    .forEach(unit -> received.add(unit.pts()));
            int first = RtpPacket.timestamp(packets.get(0));
            boolean each = !payload.dependsOnOthers();
            for (ByteBuffer packet : packets) {
                int timestamp = RtpPacket.timestamp(packet);
                if (each && !damaged.contains(timestamp)) {
                    assertThat(received).contains((long) timestamp - first);
                }
            }
            assertThat(sent.keySet()).containsAll(received);
        }
    }

    @Property(tries = 200)
    void anyBytesMakeUnitsOrNothing(@ForAll SentPayload payload, @ForAll long seed) {
        Random random = new Random(seed);
        List<ByteBuffer> packets = payload.sent(random).packets();
        for (ByteBuffer packet : packets) {
            for (int i = random.nextInt(4); i > 0; i--) {
                packet.put(random.nextInt(packet.limit()), (byte) random.nextInt());
            }
        }
        try (Reception reception = payload.reception()) {
            new Network(5, 5, 10, 30).send(packets, random, reception);
            assertThat(reception.units()).allMatch(unit -> unit.dts() <= unit.pts());
        }
    }
}
