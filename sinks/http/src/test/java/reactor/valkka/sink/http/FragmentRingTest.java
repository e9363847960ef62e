package reactor.valkka.sink.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;
import reactor.valkka.test.TestUnits;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

@NoFrameLeaks
class FragmentRingTest {
    private static final long MILLI = 1_000_000;

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong skipped = new AtomicLong();
    private final AtomicInteger progressed = new AtomicInteger();
    private FragmentRing ring = ring(1 << 20);
    private TestFragments fragments;

    private FragmentRing ring(int bytesMax) {
        RingSettings settings =
                new RingSettings(bytesMax, Duration.ofSeconds(10), Duration.ofSeconds(1));
        return new FragmentRing(
                settings, nanos::get, skipped::addAndGet, progressed::incrementAndGet);
    }

    @BeforeEach
    void opens(TestPool pool) {
        fragments = new TestFragments(TestUnits.live(pool.share(StreamId.of("door"))));
        ring.open(Pacing.LIVE);
    }

    @AfterEach
    void closes() {
        ring.clear();
        fragments.close();
    }

    private RingCursor join() {
        return ring.join(() -> {});
    }

    private static List<String> takeAll(RingCursor cursor) {
        List<String> taken = new ArrayList<>();
        for (FragmentBytes due = cursor.poll(); due != null; due = cursor.poll()) {
            taken.add(TestFragments.close(due));
        }
        return taken;
    }

    @Test
    void lateViewerGetsTheInitializationAndTheCurrentGroup() {
        ring.add(fragments.key(0));
        ring.add(fragments.dependent(1));
        ring.add(fragments.key(2));
        ring.add(fragments.dependent(3));

        assertThat(takeAll(join())).containsExactly("init:first", "K2", "P3");
    }

    @Test
    void earlyViewerWaitsForTheFirstKeyFrame() {
        RingCursor viewer = join();
        assertThat(takeAll(viewer)).isEmpty();

        ring.add(fragments.dependent(1));
        assertThat(takeAll(viewer)).isEmpty();

        ring.add(fragments.key(2));
        assertThat(takeAll(viewer)).containsExactly("init:first", "K2");
    }

    @Test
    void viewerGetsTheNewInitializationWhereItChanges() {
        RingCursor viewer = join();
        ring.add(fragments.key(0));
        assertThat(takeAll(viewer)).containsExactly("init:first", "K0");

        fragments.changeInitialization("second");
        ring.add(fragments.key(1));
        ring.add(fragments.dependent(2));
        assertThat(takeAll(viewer)).containsExactly("init:second", "K1", "P2");
    }

    @Test
    void slowViewerMovesToTheNewestKeyFrameAndIsCounted() {
        RingCursor slow = join();
        RingCursor quick = join();
        ring.add(fragments.key(0));
        takeAll(slow);
        for (int number = 1; number < 75; number++) {
            nanos.addAndGet(40 * MILLI);
            ring.add(number % 25 == 0 ? fragments.key(number) : fragments.dependent(number));
            assertThat(takeAll(quick)).last().asString().endsWith(Integer.toString(number));
        }

        assertThat(takeAll(slow)).startsWith("K50", "P51").endsWith("P74");
        assertThat(skipped).hasValue(49);
    }

    @Test
    void viewerWithinTheSlackLosesNothing() {
        RingCursor viewer = join();
        ring.add(fragments.key(0));
        takeAll(viewer);
        for (int number = 1; number <= 20; number++) {
            nanos.addAndGet(40 * MILLI);
            ring.add(number % 10 == 0 ? fragments.key(number) : fragments.dependent(number));
        }

        assertThat(takeAll(viewer)).hasSize(20).startsWith("P1");
        assertThat(skipped).hasValue(0);
    }

    @Test
    void groupThatOutgrowsTheRingLeavesViewersWaitingForTheNext() {
        ring = ring(1000);
        ring.add(fragments.key(0));
        for (int number = 1; number < 20; number++) {
            ring.add(fragments.dependent(number));
        }
        RingCursor late = join();
        assertThat(takeAll(late)).isEmpty();
        assertThat(ring.bytes()).isLessThanOrEqualTo(1000);

        ring.add(fragments.key(20));
        assertThat(takeAll(late)).containsExactly("init:first", "K20");
    }

    @Test
    void streamThatStandsStillGivesItsSlotsBack(TestPool pool) {
        ring.add(fragments.key(0));
        ring.add(fragments.dependent(1));
        nanos.addAndGet(Duration.ofSeconds(11).toNanos());
        ring.trim();

        assertThat(ring.size()).isZero();
        assertThat(pool.openSlots()).isZero();
        assertThat(takeAll(join())).isEmpty();
    }

    @Test
    void onDemandStreamWaitsForItsSlowestViewer() {
        ring.open(Pacing.ON_DEMAND);
        assertThat(ring.hasRoom()).isFalse();
        RingCursor slow = join();
        RingCursor quick = join();
        int added = 0;
        while (ring.hasRoom()) {
            ring.add(added % 4 == 0 ? fragments.key(added) : fragments.dependent(added));
            takeAll(quick);
            added++;
        }
        assertThat(added).isEqualTo(16);

        assertThat(takeAll(slow)).startsWith("init:first");
        assertThat(ring.hasRoom()).isTrue();
        assertThat(progressed.get()).isPositive();
        assertThat(skipped).hasValue(0);
    }

    @Test
    void onDemandViewerLosesNothingHoweverLateItReads() {
        ring.open(Pacing.ON_DEMAND);
        RingCursor viewer = join();
        List<String> taken = new ArrayList<>();
        for (int number = 0; number < 100; number++) {
            nanos.addAndGet(Duration.ofSeconds(5).toNanos());
            ring.add(number % 10 == 0 ? fragments.key(number) : fragments.dependent(number));
            if (!ring.hasRoom()) {
                taken.addAll(takeAll(viewer));
            }
        }
        taken.addAll(takeAll(viewer));

        assertThat(taken).hasSize(101).contains("K0", "P55", "P99");
    }

    @Test
    void endComesAfterTheLastFragment() {
        RingCursor viewer = join();
        int connection = ring.reset();
        ring.add(fragments.key(0));
        ring.end(connection);
        assertThat(viewer.isAtEnd()).isFalse();

        takeAll(viewer);
        assertThat(viewer.isAtEnd()).isTrue();
    }

    @Test
    void aLateEndOfTheConnectionBeforeIsNone() {
        int first = ring.reset();
        int second = ring.reset();
        RingCursor viewer = join();

        ring.end(first);
        assertThat(viewer.isAtEnd()).isFalse();
        ring.end(second);
        assertThat(viewer.isAtEnd()).isTrue();
    }

    @Test
    void dismissedViewerIsAtItsEnd() {
        RingCursor viewer = join();
        ring.add(fragments.key(0));
        ring.dismissViewers();

        assertThat(takeAll(viewer)).isEmpty();
        assertThat(viewer.isAtEnd()).isTrue();
    }

    @Test
    void everyNewFragmentWakesEveryViewer() {
        AtomicInteger wakes = new AtomicInteger();
        ring.join(wakes::incrementAndGet);
        RingCursor gone = ring.join(wakes::incrementAndGet);
        ring.leave(gone);
        ring.add(fragments.key(0));

        assertThat(wakes).hasValue(1);
        assertThat(ring.viewers()).isEqualTo(1);
    }
}
