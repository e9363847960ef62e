package reactor.valkka.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamId;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;
import reactor.valkka.test.TestUnits;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What waits for a decoder, and what is closed as it comes. */
@NoFrameLeaks
class DecodeInletTest {
    private final DecodeInlet inlet = new DecodeInlet();
    private TestUnits units;

    @BeforeEach
    void begin(TestPool pool) {
        units = TestUnits.live(pool.share(StreamId.of("door")));
    }

    private void offer(AccessUnit... some) {
        for (AccessUnit unit : some) {
            assertThat(inlet.offer(unit)).isTrue();
        }
    }

    /** The numbers of what waits, which is closed. */
    private List<Integer> waiting() {
        List<Integer> numbers = new ArrayList<>();
        for (EncodedFrame next = inlet.poll(); next != null; next = inlet.poll()) {
            numbers.add(TestUnits.number((AccessUnit) next));
            next.close();
        }
        return numbers;
    }

    @Test
    void takesNoMoreThanWasAskedFor() {
        assertThat(inlet.ask(false)).isEqualTo(2);
        offer(units.key(0), units.dependent(1));
        try (AccessUnit third = units.dependent(2)) {
            assertThat(inlet.offer(third)).isFalse();
        }
        assertThat(waiting()).containsExactly(0, 1);
        assertThat(inlet.ask(false)).isEqualTo(2);
    }

    @Test
    void onlyTheNewestKeyFrameWaitsWhileAllElseIsClosed() {
        inlet.filter();
        assertThat(inlet.ask(true)).isEqualTo(64);
        offer(units.dependent(0), units.key(1), units.dependent(2), units.disposable(3));
        offer(units.key(4), units.dependent(5));

        assertThat(waiting()).containsExactly(4);

        assertThat(inlet.isAlone()).isTrue();
        assertThat(inlet.takeClosed(UnitRole.KEY_FRAME)).isEqualTo(1);
        assertThat(inlet.takeClosed(UnitRole.DEPENDENT)).isEqualTo(3);
        assertThat(inlet.takeClosed(UnitRole.DISPOSABLE)).isEqualTo(1);
        assertThat(inlet.takeClosed(UnitRole.DEPENDENT)).isZero();
    }

    @Test
    void allWaitsFromTheNextKeyFrameOnHoweverMuchWasAskedFor() {
        inlet.filter();
        inlet.ask(true);
        offer(units.key(0), units.dependent(1));
        inlet.endFilter();
        offer(units.dependent(2), units.key(3), units.dependent(4), units.dependent(5));

        EncodedFrame first = Objects.requireNonNull(inlet.poll());

        assertThat(TestUnits.number((AccessUnit) first)).isEqualTo(3);
        assertThat(inlet.isAlone()).isFalse();
        first.close();
        assertThat(inlet.ask(false)).isZero();
        assertThat(waiting()).containsExactly(4, 5);
    }

    @Test
    void whatIsClosedAgainBeforeAKeyFrameCameLeavesNoUnitWithoutOne() {
        inlet.filter();
        inlet.ask(true);
        inlet.endFilter();
        offer(units.dependent(0));
        inlet.filter();
        offer(units.key(1), units.dependent(2));
        inlet.endFilter();
        offer(units.dependent(3), units.key(4), units.dependent(5));

        assertThat(waiting()).containsExactly(4, 5);
    }

    @Test
    void whatWaitedBeforeComesBeforeTheKeyFrameAtWhichTheFilterEnds() {
        inlet.ask(false);
        offer(units.key(0));
        inlet.filter();
        offer(units.dependent(1));
        inlet.ask(true);
        inlet.endFilter();
        offer(units.key(2), units.dependent(3));

        assertThat(waiting()).containsExactly(0, 2, 3);
    }

    @Test
    void closesWhatWaits() {
        inlet.filter();
        inlet.ask(true);
        offer(units.key(0));
        inlet.clear();
        assertThat(inlet.isEmpty()).isTrue();
        assertThat(waiting()).isEmpty();
    }
}
