package reactor.valkka.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** NAL units that wait, by their places in decoding order. */
final class WaitingNalUnitsTest {
    private static final ByteBuffer CONTENT = ByteBuffer.allocate(1 << 20);

    private final WaitingNalUnits waiting = new WaitingNalUnits();

    private WaitingNalUnit filled(int bytes, long order, int timestamp, long arrivalNanos) {
        WaitingNalUnit unit = waiting.empty();
        unit.begin(timestamp);
        unit.put(CONTENT, 0, bytes);
        unit.end(order, arrivalNanos);
        return unit;
    }

    @Property(tries = 200)
    void theyGoByTheirPlacesAndThoseOfTheSamePlaceAsTheyCame(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 500) int places) {
        Random random = new Random(seed);
        WaitingNalUnits units = new WaitingNalUnits();
        List<WaitingNalUnit> expected = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            if (random.nextInt(3) > 0 || expected.isEmpty()) {
                WaitingNalUnit unit = filled(random.nextInt(600), random.nextInt(places), i, i);
                boolean shares = expected.stream().anyMatch(it -> it.order() == unit.order());
                assertThat(units.add(unit)).isEqualTo(shares);
                expected.add(unit);
                expected.sort(Comparator.comparingLong(WaitingNalUnit::order));
            } else {
                assertThat(units.first()).isSameAs(expected.get(0));
                assertThat(units.takeFirst()).isSameAs(expected.remove(0));
            }
            assertIsAs(expected, units, i - random.nextInt(300));
        }
    }

    private static void assertIsAs(List<WaitingNalUnit> expected, WaitingNalUnits units, int time) {
        assertThat(units.count()).isEqualTo(expected.size());
        assertThat(units.isEmpty()).isEqualTo(expected.isEmpty());
        assertThat(units.bytes())
                .isEqualTo(expected.stream().mapToInt(WaitingNalUnit::length).sum());
        assertThat(units.hasTimestamp(time))
                .isEqualTo(expected.stream().anyMatch(it -> it.timestamp() == time));
        int up = expected.size();
        while (up > 0 && expected.get(up - 1).arrivalNanos() > time) {
            up--;
        }
        assertThat(units.countUpTo(time)).isEqualTo(up);
        if (!expected.isEmpty()) {
            long last = expected.get(expected.size() - 1).order();
            assertThat(units.span()).isEqualTo(last - expected.get(0).order());
            assertThat(units.oldestNanos())
                    .isEqualTo(expected.stream()
                            .mapToLong(WaitingNalUnit::arrivalNanos)
                            .min()
                            .orElseThrow());
        }
    }

    @Test
    void smallOnesDoNotKeepTheMemoryOfLargeOnes() {
        for (int round = 0; round < 50; round++) {
            for (int i = 0; i < DecodingOrderBuffer.UNITS_MAX; i++) {
                waiting.add(filled(i == 0 ? 600_000 : 100, i, 0, 0));
                assertThat(waiting.heldBytes()).isLessThan(4 * DecodingOrderBuffer.BYTES_MAX);
            }
            while (!waiting.isEmpty()) {
                waiting.giveBack(waiting.takeFirst());
            }
            assertThat(waiting.heldBytes()).isLessThanOrEqualTo(DecodingOrderBuffer.BYTES_MAX);
        }
    }

    @Test
    void largeSparesAreTrimmedWhereSmallOnesWaitInThem() {
        List<WaitingNalUnit> large = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 4; i++) {
                large.add(filled(1_000_000, i, 0, 0));
            }
            large.forEach(waiting::giveBack);
            large.clear();
            for (int i = 0; i < 4; i++) {
                waiting.add(filled(100, i, 0, 0));
            }
        }
        assertThat(waiting.bytes()).isLessThan(20_000);
        assertThat(waiting.areTooMany()).isFalse();
        assertThat(waiting.heldBytes()).isLessThan(4 * DecodingOrderBuffer.BYTES_MAX);
    }

    @Test
    void whereNothingWaitsThereIsNoFirstOne() {
        assertThat(waiting.isEmpty()).isTrue();
        assertThatIllegalStateException().isThrownBy(waiting::first);
    }
}
