package reactor.valkka.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;

final class RtpTimelineTest {
    private static final int CLOCK_RATE_HZ = 90_000;
    private static final long FRAME_NANOS = 40_000_000;
    private static final int FRAME = 3_600;

    private final RtpTimeline timeline = new RtpTimeline(CLOCK_RATE_HZ);

    @Test
    void beginsAtZeroAndGoesOnBehindTheHighestTimestamp() {
        assertThat(timeline.ticks(0xFFFF_FF00, 0)).isZero();
        assertThat(timeline.ticks(0xFFFF_FF00 + FRAME, FRAME_NANOS)).isEqualTo(FRAME);
        assertThat(timeline.hasJumped()).isFalse();
    }

    @Test
    void reorderedPicturesStepBack() {
        timeline.ticks(0, 0);
        assertThat(timeline.ticks(3 * FRAME, FRAME_NANOS)).isEqualTo(3 * FRAME);
        assertThat(timeline.ticks(FRAME, 2 * FRAME_NANOS)).isEqualTo(FRAME);
        assertThat(timeline.hasJumped()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 16, -1})
    void aStepBackBehindMorePicturesThanAreEverReorderedIsAJump(int reorderDepth) {
        for (int i = 0; i < 100; i++) {
            timeline.ticks(i * FRAME, i * FRAME_NANOS, reorderDepth);
        }
        int back = 100 * FRAME - 3 * CLOCK_RATE_HZ;
        assertThat(timeline.ticks(back, 100 * FRAME_NANOS, reorderDepth)).isEqualTo(100 * FRAME);
        assertThat(timeline.hasJumped()).isTrue();
        for (int i = 1; i < 50; i++) {
            long at = (100 + i) * FRAME_NANOS;
            assertThat(timeline.ticks(back + i * FRAME, at, reorderDepth))
                    .isEqualTo((100 + i) * FRAME);
            assertThat(timeline.hasJumped()).isFalse();
        }
    }

    @Test
    void aThirdOfASecondBackIsAJumpWhereNothingIsReordered() {
        for (int i = 0; i < 10; i++) {
            timeline.ticks(i * FRAME, i * FRAME_NANOS, 0);
        }
        assertThat(timeline.ticks(FRAME, 10 * FRAME_NANOS, 0)).isEqualTo(10 * FRAME);
        assertThat(timeline.hasJumped()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void aStreamMayReorderALittleMoreThanItSays(int reorderDepth) {
        int[] order = {0, 5, 6, 7, 8, 1, 2, 3, 4, 9};
        for (int i = 0; i < order.length; i++) {
            assertThat(timeline.ticks(order[i] * FRAME, i * FRAME_NANOS, reorderDepth))
                    .isEqualTo(order[i] * FRAME);
            assertThat(timeline.hasJumped()).isFalse();
        }
    }

    @Test
    void aRecordingNeverJumps() {
        RtpTimeline recorded = RtpTimeline.recorded(CLOCK_RATE_HZ, 0);
        for (int i = 0; i < 100; i++) {
            recorded.ticks(i * FRAME, 0, 0);
        }
        assertThat(recorded.ticks(0, 0, 0)).isZero();
        assertThat(recorded.hasJumped()).isFalse();
    }

    @Test
    void aJumpGoesOnByTheTimeThatPassed() {
        timeline.ticks(1_000, 0);
        timeline.ticks(1_000 + FRAME, FRAME_NANOS);
        assertThat(timeline.ticks(-5_000_000, 2 * FRAME_NANOS)).isEqualTo(2 * FRAME);
        assertThat(timeline.hasJumped()).isTrue();
        assertThat(timeline.ticks(-5_000_000 + FRAME, 3 * FRAME_NANOS)).isEqualTo(3 * FRAME);
        assertThat(timeline.hasJumped()).isFalse();
    }

    @Test
    void aLongPauseInWhichTheClockRanIsNoJump() {
        timeline.ticks(0, 0);
        long minute = 60_000_000_000L;
        assertThat(timeline.ticks(60 * CLOCK_RATE_HZ, minute)).isEqualTo(60L * CLOCK_RATE_HZ);
        assertThat(timeline.hasJumped()).isFalse();
    }

    @Test
    void aConnectionThatStallsMovesNothing() {
        timeline.ticks(0, 0);
        assertThat(timeline.ticks(FRAME, 15_000_000_000L)).isEqualTo(FRAME);
        assertThat(timeline.hasJumped()).isFalse();
        assertThat(timeline.ticks(2 * FRAME, 15_000_000_001L)).isEqualTo(2 * FRAME);
        assertThat(timeline.hasJumped()).isFalse();
    }

    @Test
    void saysWhereAnotherSourceGoesOn() {
        assertThat(timeline.following(0)).isZero();
        timeline.ticks(500, 0);
        assertThat(timeline.following(0)).isEqualTo(1);
        assertThat(timeline.following(FRAME_NANOS)).isEqualTo(FRAME);
    }

    @Test
    void projectsTimestampsThatNoPacketCarries() {
        timeline.ticks(500, 0);
        timeline.ticks(500 + FRAME, FRAME_NANOS);
        assertThat(timeline.project(500 + FRAME / 2)).isEqualTo(FRAME / 2);
        assertThat(timeline.project(400)).isEqualTo(-100);
    }

    @Property(tries = 100)
    void followsAStreamOfManyDays(@ForAll long seed) {
        Random random = new Random(seed);
        RtpTimeline fresh = new RtpTimeline(CLOCK_RATE_HZ);
        int start = random.nextInt();
        long expected = 0;
        fresh.ticks(start, 0);
        for (int i = 0; i < 2_000; i++) {
            expected += (long) random.nextInt(3_600) * CLOCK_RATE_HZ;
            long nanos = expected / CLOCK_RATE_HZ * 1_000_000_000L;
            assertThat(fresh.ticks(start + (int) expected, nanos))
                    .as("seed %d", seed)
                    .isEqualTo(expected);
        }
    }
}
