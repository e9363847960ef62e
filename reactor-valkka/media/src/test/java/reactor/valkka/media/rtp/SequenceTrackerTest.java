package reactor.valkka.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;

final class SequenceTrackerTest {
    private final SequenceTracker tracker = new SequenceTracker();

    @Test
    void countsWhatIsMissing() {
        assertThat(accept(10, 11, 14, 15)).containsExactly(0, 0, 2, 0);
        assertThat(tracker.lost()).isEqualTo(2);
    }

    @Test
    void goesOnBehindTheHighestNumber() {
        assertThat(accept(65_534, 65_535, 0, 2)).containsExactly(0, 0, 0, 1);
        assertThat(tracker.extendedHighest()).isEqualTo(0x10002);
    }

    @Test
    void duplicatesAndLatePacketsAreNotToBeUsed() {
        assertThat(accept(10, 10, 12, 11)).containsExactly(0, -1, 1, -1);
    }

    @Test
    void aSourceThatStartsAgainIsFollowedFromItsSecondPacketOn() {
        assertThat(accept(10, 11, 30_000, 30_001, 30_002)).containsExactly(0, 0, -1, 1, 0);
        assertThat(tracker.lost()).isEqualTo(1);
    }

    @Test
    void aSourceThatStartsAgainALittleBehindIsFollowedToo() {
        assertThat(accept(2_000, 2_001, 5, 6, 7)).containsExactly(0, 0, -1, 1, 0);
        assertThat(accept(6, 8)).containsExactly(-1, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 99})
    void aSourceThatStartsAgainNotFarBehindIsFollowedAtOnce(int behind) {
        for (int i = 0; i < 150; i++) {
            tracker.accept(i, 3_600 * i);
        }
        for (int i = 0; i < 120; i++) {
            int lost = tracker.accept(149 - behind + i, 3_600 * (1_000 + i));
            assertThat(lost).as("packet %d", i).isEqualTo(i == 0 ? 1 : 0);
        }
        assertThat(tracker.lost()).isEqualTo(1);
    }

    @Test
    void duplicatesBeforeAndBehindTheWrapAreNotToBeUsed() {
        assertThat(accept(65_535, 0, 65_535, 0, 1)).containsExactly(0, 0, -1, -1, 0);
        assertThat(tracker.extendedHighest()).isEqualTo(0x10001);
        assertThat(tracker.lost()).isZero();
    }

    @Test
    void aStrayPacketDoesNotDisturb() {
        assertThat(accept(10, 11, 30_000, 12, 13)).containsExactly(0, 0, -1, 0, 0);
        assertThat(tracker.lost()).isZero();
    }

    @Test
    void theFractionIsThatSinceTheLastReport() {
        accept(0, 1, 2, 4);
        assertThat(tracker.takeFractionLost()).isEqualTo(256 / 5);
        accept(5, 6);
        assertThat(tracker.takeFractionLost()).isZero();
    }

    @Property(tries = 200)
    void countsEveryLossOfALongStream(@ForAll long seed) {
        Random random = new Random(seed);
        SequenceTracker fresh = new SequenceTracker();
        int sequence = random.nextInt(65_536);
        fresh.accept(sequence, 0);
        long lost = 0;
        for (int i = 0; i < 3_000; i++) {
            int gap = random.nextInt(20) == 0 ? random.nextInt(200) : 0;
            sequence = sequence + 1 + gap & 0xFFFF;
            assertThat(fresh.accept(sequence, i)).as("seed %d", seed).isEqualTo(gap);
            lost += gap;
        }
        assertThat(fresh.lost()).isEqualTo(lost);
    }

    private int[] accept(int... numbers) {
        int[] results = new int[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            results[i] = tracker.accept(numbers[i], numbers[i]);
        }
        return results;
    }
}
