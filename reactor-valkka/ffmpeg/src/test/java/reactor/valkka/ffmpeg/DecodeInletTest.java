package reactor.valkka.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamId;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;
import reactor.valkka.test.TestUnits;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** What waits for a decoder, and what is closed as it comes. */
@NoFrameLeaks
class DecodeInletTest {
    private static final int STRESS_UNITS = 200_000;

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
    void ofWhatWasAskedForAheadOnlySomeWaitsAndTheRestEndsAtAKeyFrame() {
        inlet.filter();
        inlet.ask(true);
        inlet.endFilter();
        offer(units.key(0));
        for (int number = 1; number < 20; number++) {
            offer(units.dependent(number));
        }
        offer(units.key(20), units.dependent(21));
        assertThat(inlet.takeClosed(UnitRole.DEPENDENT)).isEqualTo(5);

        assertThat(waiting())
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 20);

        offer(units.dependent(22), units.key(23), units.dependent(24));
        assertThat(waiting()).containsExactly(23, 24);
    }

    @Test
    void aKeyFrameBeforeWhichUnitsWereClosedIsSaidToBeBehindAGap() {
        inlet.filter();
        inlet.ask(true);
        offer(units.dependent(0), units.key(1));
        assertThat(pollsBehindGap(1)).isTrue();
        inlet.endFilter();
        offer(units.dependent(2), units.key(3));
        for (int number = 4; number < 20; number++) {
            offer(units.dependent(number));
        }
        assertThat(pollsBehindGap(3)).isTrue();
        for (int number = 4; number < 19; number++) {
            assertThat(pollsBehindGap(number)).isFalse();
        }
        offer(units.key(20), units.key(21));

        assertThat(inlet.takeClosed(UnitRole.DEPENDENT)).isEqualTo(3);
        assertThat(pollsBehindGap(20)).isTrue();
        assertThat(pollsBehindGap(21)).isFalse();
    }

    private boolean pollsBehindGap(int number) {
        try (EncodedFrame next = Objects.requireNonNull(inlet.poll())) {
            assertThat(TestUnits.number((AccessUnit) next)).isEqualTo(number);
            return inlet.isBehindGap();
        }
    }

    /** One thread offers what was asked for, the other takes it and keeps changing its mind. */
    @Test
    @Timeout(60)
    void noUnitIsTakenWithoutTheOneBeforeIt() throws Exception {
        Semaphore asked = new Semaphore(0);
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> upstream = CompletableFuture.runAsync(() -> {
            for (int number = 0; number < STRESS_UNITS; number++) {
                asked.acquireUninterruptibly();
                AccessUnit unit = number % 10 == 0 ? units.key(number) : units.dependent(number);
                assertThat(inlet.offer(unit)).isTrue();
            }
            over.set(true);
        });
        Random random = new Random(7);
        int last = -1;
        int taken = 0;
        while (!over.get() || !inlet.isEmpty()) {
            EncodedFrame next = inlet.poll();
            if (next == null) {
                boolean ahead = random.nextBoolean();
                asked.release(inlet.ask(ahead));
                if (random.nextInt(8) == 0) {
                    inlet.filter();
                } else if (random.nextInt(4) == 0) {
                    inlet.endFilter();
                }
            } else {
                int number = TestUnits.number((AccessUnit) next);
                assertThat(number).isGreaterThan(last);
                if (number % 10 != 0) {
                    assertThat(number).isEqualTo(last + 1);
                }
                last = number;
                taken++;
                next.close();
            }
        }
        upstream.get(10, TimeUnit.SECONDS);
        int closed = 0;
        for (UnitRole role : UnitRole.values()) {
            closed += inlet.takeClosed(role);
        }
        assertThat(taken + closed).isEqualTo(STRESS_UNITS);
        assertThat(taken).isGreaterThan(STRESS_UNITS / 100);
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
