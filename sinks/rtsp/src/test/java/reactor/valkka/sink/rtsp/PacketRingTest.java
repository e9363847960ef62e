package reactor.valkka.sink.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class PacketRingTest {
    private static final RingSettings SETTINGS =
            new RingSettings(10_000, Duration.ofSeconds(10), Duration.ofSeconds(1));

    private final PacketRing ring = new PacketRing(SETTINGS);
    private final PacketRing copy = new PacketRing(SETTINGS);
    private final List<PacketUnit> made = new ArrayList<>();

    @AfterEach
    void givesEverythingBack() {
        ring.clear();
        copy.clear();
        assertThat(made).allSatisfy(unit -> assertThat(unit.refCnt()).isZero());
    }

    @Test
    void keepsTheGroupOfTheNewestKeyFrameAndTheSlackBefore() {
        add(0, PacketUnit.Kind.KEY_FRAME);
        add(500, PacketUnit.Kind.PICTURE);
        add(1000, PacketUnit.Kind.PICTURE);
        assertThat(ring.tail()).isZero();

        add(1800, PacketUnit.Kind.KEY_FRAME);

        assertThat(ring.tail()).isEqualTo(2);
        assertThat(ring.newestKey()).isEqualTo(3);
    }

    @Test
    void keepsALongGroupWholeWithinItsBounds() {
        add(0, PacketUnit.Kind.KEY_FRAME);
        for (int i = 1; i < 90; i++) {
            add(i * 100, PacketUnit.Kind.PICTURE);
        }

        assertThat(ring.newestKey()).isZero();
        assertThat(ring.head()).isEqualTo(90);
    }

    @Test
    void losesTheKeyFrameOfAGroupThatIsTooLong() {
        add(0, PacketUnit.Kind.KEY_FRAME);
        add(9_999, PacketUnit.Kind.PICTURE);
        add(10_001, PacketUnit.Kind.PICTURE);

        assertThat(ring.newestKey()).isEqualTo(PacketRing.NONE);
        assertThat(ring.tail()).isEqualTo(1);
    }

    @Test
    void holdsNoMoreBytesThanItMay() {
        for (int i = 0; i < 200; i++) {
            add(i, i == 0 ? PacketUnit.Kind.KEY_FRAME : PacketUnit.Kind.PICTURE);
            assertThat(ring.bytes()).isLessThanOrEqualTo(10_000);
        }
        assertThat(ring.bytes()).isEqualTo(10_000);
    }

    @Test
    void soundAloneStaysForTheSlack() {
        for (int i = 0; i <= 50; i++) {
            add(i * 100, PacketUnit.Kind.FREE);
        }
        assertThat(ring.head() - ring.tail()).isEqualTo(11);
    }

    @Test
    void aCopyFollowsWithCountsOfItsOwn() {
        add(0, PacketUnit.Kind.KEY_FRAME);
        add(100, PacketUnit.Kind.PICTURE);

        assertThat(copy.follow(ring)).isTrue();
        assertThat(copy.get(1)).isSameAs(ring.get(1));
        assertThat(made.get(0).refCnt()).isEqualTo(2);

        add(2000, PacketUnit.Kind.KEY_FRAME);
        assertThat(copy.follow(ring)).isTrue();
        assertThat(copy.tail()).isEqualTo(ring.tail()).isEqualTo(2);
        assertThat(copy.newestKey()).isEqualTo(2);
        assertThat(made.get(0).refCnt()).isZero();
    }

    @Test
    void aCopyThatCameTooLateBeginsAnew() {
        add(0, PacketUnit.Kind.KEY_FRAME);
        copy.follow(ring);
        for (int i = 1; i < 10; i++) {
            add(i * 2000, PacketUnit.Kind.KEY_FRAME);
        }

        assertThat(copy.follow(ring)).isFalse();
        assertThat(copy.tail()).isEqualTo(ring.tail());
        assertThat(copy.head()).isEqualTo(ring.head());
        assertThat(copy.newestKey()).isEqualTo(9);
    }

    @Test
    void aCopyLetsGoOfWhatTheRingHasCleared() {
        add(0, PacketUnit.Kind.KEY_FRAME);
        copy.follow(ring);
        ring.clear();
        copy.follow(ring);

        assertThat(copy.bytes()).isZero();
        assertThat(copy.newestKey()).isEqualTo(PacketRing.NONE);
    }

    @Test
    void aReportIsOfTheNewestStreamAndNoGoodbye() {
        add(0, PacketUnit.Kind.REPORT);
        add(10, PacketUnit.Kind.GOODBYE);
        assertThat(ring.newestReport(0, 0)).isSameAs(made.get(0));

        add(20, PacketUnit.Kind.BREAK);
        add(30, PacketUnit.Kind.KEY_FRAME);
        assertThat(ring.newestReport(0, 3)).isNull();
        assertThat(ring.newestGoodbye(0)).isSameAs(made.get(1));
        copy.follow(ring);
        assertThat(copy.newestReport(0, 3)).isNull();

        add(40, PacketUnit.Kind.REPORT);
        assertThat(ring.newestReport(0, 3)).isSameAs(made.get(4));
        assertThat(ring.newestReport(0, 0)).isNull();
    }

    private void add(int millis, PacketUnit.Kind kind) {
        ByteBuf chunk = Unpooled.buffer(100).writeByte('$').writeByte(0).writeShort(96);
        chunk.writeZero(96);
        long created = Duration.ofMillis(millis).toNanos();
        PacketUnit unit = new PacketUnit(0, kind, 7, 9, created, new ByteBuf[] {chunk});
        made.add(unit);
        ring.add(unit);
    }
}
