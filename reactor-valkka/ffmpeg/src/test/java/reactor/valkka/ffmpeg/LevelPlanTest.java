package reactor.valkka.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import reactor.valkka.count.Counters;
import reactor.valkka.count.DecodeLevel;
import reactor.valkka.frame.StreamId;

import java.util.List;

/** Who goes down and who comes up, with costs that are made up. */
class LevelPlanTest {
    private static final long SECOND = 1_000_000_000L;
    private static final double OTHER = 0.3;

    private final Counters counters = new Counters();
    private int number;

    @ParameterizedTest
    @CsvSource({"1, ALL", "0, KEY_FRAMES"})
    void roomThatIsNotEnoughForOneIsGivenToItsEqualsAndToNoLowerPriority(
            int priority, DecodeLevel expected) {
        GovernedStream dear = at(DecodeLevel.KEY_FRAMES, 1, 0.4);
        GovernedStream cheap = at(DecodeLevel.KEY_FRAMES, priority, 0.05);
        GovernedStream busy = at(DecodeLevel.ALL, 1, 0.2);

        LevelPlan.stepUp(List.of(cheap, dear, busy), OTHER, 2 * SECOND);

        assertThat(dear.level()).isEqualTo(DecodeLevel.KEY_FRAMES);
        assertThat(cheap.level()).isEqualTo(expected);
    }

    @Test
    void oneThatCanNeverFitKeepsNobodyDown() {
        GovernedStream huge = at(DecodeLevel.KEY_FRAMES, 1, 1.2);
        GovernedStream cheap = at(DecodeLevel.KEY_FRAMES, 0, 0.05);

        LevelPlan.stepUp(List.of(cheap, huge), OTHER, 2 * SECOND);

        assertThat(huge.level()).isEqualTo(DecodeLevel.KEY_FRAMES);
        assertThat(cheap.level()).isEqualTo(DecodeLevel.ALL);
    }

    @Test
    void thoseOfALowerPriorityDoNotChangePlacesForRoomThatAHigherOneWaitsFor() {
        GovernedStream dear = at(DecodeLevel.KEY_FRAMES, 1, 0.4);
        GovernedStream cheap = at(DecodeLevel.ALL, 0, 0.05);
        GovernedStream dearer = at(DecodeLevel.KEY_FRAMES, 0, 0.2);

        LevelPlan.changePlaces(List.of(dear, cheap, dearer), OTHER, 2 * SECOND);

        assertThat(cheap.level()).isEqualTo(DecodeLevel.ALL);
        assertThat(dearer.level()).isEqualTo(DecodeLevel.KEY_FRAMES);
    }

    @Test
    void aStreamThatHasJustComeIsNotJudgedByItsFirstUnit() {
        GovernedStream fresh = stream(0);
        fresh.costs().saw(UnitRole.KEY_FRAME, 1);
        fresh.costs().decoded(UnitRole.KEY_FRAME);
        fresh.costs().took(UnitRole.KEY_FRAME, SECOND / 100);

        fresh.settle(SECOND / 100);
        assertThat(fresh.load()).isZero();

        fresh.costs().saw(UnitRole.DEPENDENT, 12);
        fresh.settle(SECOND / 2);
        assertThat(fresh.load()).isBetween(0.02, 0.15);
    }

    /** A key frame a second that takes 10 ms, and 24 other units. */
    private GovernedStream at(DecodeLevel level, int priority, double loadOfOthers) {
        GovernedStream stream = stream(priority);
        UnitCosts costs = stream.costs();
        costs.saw(UnitRole.KEY_FRAME, 1);
        costs.decoded(UnitRole.KEY_FRAME);
        costs.took(UnitRole.KEY_FRAME, SECOND / 100);
        costs.saw(UnitRole.DEPENDENT, 24);
        for (int unit = 0; unit < 24; unit++) {
            costs.decoded(UnitRole.DEPENDENT);
        }
        costs.took(UnitRole.DEPENDENT, (long) (loadOfOthers * SECOND));
        stream.settle(SECOND);
        stream.level(level, SECOND);
        return stream;
    }

    private GovernedStream stream(int priority) {
        StreamId id = StreamId.of("camera " + number++);
        return new GovernedStream(priority, counters.of(id), 0);
    }
}
