package reactor.valkka.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import reactor.core.publisher.Flux;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.test.subscriber.TestSubscriber;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

class PaceTest {
    @RegisterExtension
    final TestFrames frames = new TestFrames();

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final ManualSource<EncodedFrame> source = new ManualSource<>();

    @AfterEach
    void stopClock() {
        time.dispose();
    }

    private Function<Flux<EncodedFrame>, Flux<EncodedFrame>> pace(double speed) {
        return Pace.speed(speed, time, () -> time.now(TimeUnit.NANOSECONDS));
    }

    private TestSubscriber<Integer> play(Flux<EncodedFrame> file, double speed, long demand) {
        TestSubscriber<Integer> consumer =
                TestSubscriber.builder().initialRequest(demand).build();
        file.transform(pace(speed)).transform(Use.map(TestFrames::number)).subscribe(consumer);
        return consumer;
    }

    private TestSubscriber<Integer> play(Flux<EncodedFrame> file, double speed) {
        return play(file, speed, Long.MAX_VALUE);
    }

    private void advanceMillis(long millis) {
        time.advanceTimeBy(Duration.ofMillis(millis));
    }

    @Test
    void framesOfAFileComeWhenTheirTimeHasCome() {
        TestSubscriber<Integer> consumer = play(frames.units(Pacing.ON_DEMAND, 26), 1);
        assertThat(consumer.getReceivedOnNext()).containsExactly(0);
        advanceMillis(39);
        assertThat(consumer.getReceivedOnNext()).containsExactly(0);
        advanceMillis(1);
        assertThat(consumer.getReceivedOnNext()).containsExactly(0, 1);
        advanceMillis(960);
        assertThat(consumer.getReceivedOnNext()).hasSize(26);
        assertThat(consumer.isTerminatedComplete()).isTrue();
    }

    @Test
    void speedIsAFactor() {
        TestSubscriber<Integer> fast = play(frames.units(Pacing.ON_DEMAND, 26), 2);
        TestSubscriber<Integer> slow = play(frames.units(Pacing.ON_DEMAND, 26), 0.5);
        advanceMillis(500);
        assertThat(fast.getReceivedOnNext()).hasSize(26);
        assertThat(slow.getReceivedOnNext()).hasSize(7);
        slow.cancel();
    }

    @Test
    void aLiveStreamPassesUntouched() {
        TestSubscriber<Integer> consumer = play(frames.units(Pacing.LIVE, 100), 1);
        assertThat(consumer.getReceivedOnNext()).hasSize(100);
    }

    @Test
    void asksForOneAndHoldsOne() {
        play(source.flux(), 1);
        source.next(frames.unit(Pacing.ON_DEMAND, 0));
        source.next(frames.unit(Pacing.ON_DEMAND, 1));
        assertThat(source.requests).containsExactly(1L, 1L);
        assertThat(frames.open()).isEqualTo(1);
        advanceMillis(40);
        assertThat(source.requests).containsExactly(1L, 1L, 1L);
        assertThat(frames.open()).isZero();
    }

    @Test
    void aDiscontinuityStartsTheClockAgain() {
        TestSubscriber<Integer> consumer = play(source.flux(), 1);
        source.next(frames.unit(Pacing.ON_DEMAND, 0));
        source.next(frames.setup(Pacing.ON_DEMAND).withDiscontinuity(true));
        source.next(frames.unit(Pacing.ON_DEMAND, 200));
        assertThat(consumer.getReceivedOnNext()).containsExactly(0, -1, 200);
        source.next(frames.unit(Pacing.ON_DEMAND, 201));
        advanceMillis(40);
        assertThat(consumer.getReceivedOnNext()).containsExactly(0, -1, 200, 201);
    }

    @Test
    void aSetupThatOnlyChangesParametersDoesNotDisturbTheClock() {
        TestSubscriber<Integer> consumer = play(source.flux(), 1);
        source.next(frames.unit(Pacing.ON_DEMAND, 0));
        source.next(frames.setup(Pacing.ON_DEMAND, "second"));
        source.next(frames.unit(Pacing.ON_DEMAND, 5));
        advanceMillis(199);
        assertThat(consumer.getReceivedOnNext()).containsExactly(0, -1);
        advanceMillis(1);
        assertThat(consumer.getReceivedOnNext()).containsExactly(0, -1, 5);
    }

    @Test
    void afterAPauseOfTheConsumerItGoesOnAtNormalSpeed() {
        TestSubscriber<Integer> consumer = play(frames.units(Pacing.ON_DEMAND, 100), 1, 1);
        advanceMillis(60_000);
        consumer.request(Long.MAX_VALUE);
        assertThat(consumer.getReceivedOnNext()).containsExactly(0, 1);
        advanceMillis(40);
        assertThat(consumer.getReceivedOnNext()).containsExactly(0, 1, 2);
        consumer.cancel();
    }

    @Test
    void aShortDelayIsCaughtUpWith() {
        TestSubscriber<Integer> consumer = play(frames.units(Pacing.ON_DEMAND, 100), 1, 1);
        advanceMillis(400);
        consumer.request(Long.MAX_VALUE);
        assertThat(consumer.getReceivedOnNext()).hasSize(11);
        consumer.cancel();
    }

    @Test
    void aJumpOfMoreThanAMinuteIsNotWaitedFor() {
        TestSubscriber<Integer> consumer = play(source.flux(), 1);
        source.next(frames.unit(Pacing.ON_DEMAND, 0));
        source.next(frames.unit(Pacing.ON_DEMAND, 25 * 61));
        assertThat(consumer.getReceivedOnNext()).hasSize(2);
    }

    @Test
    void cancellationClosesTheFrameThatIsHeld() {
        TestSubscriber<Integer> consumer = play(source.flux(), 1);
        source.next(frames.unit(Pacing.ON_DEMAND, 0));
        source.next(frames.unit(Pacing.ON_DEMAND, 1));
        consumer.cancel();
        assertThat(frames.open()).isZero();
        assertThat(source.cancelled).isTrue();
        advanceMillis(100);
        assertThat(consumer.getReceivedOnNext()).containsExactly(0);
    }

    @Test
    void endAndErrorComeBehindTheFrameThatIsHeld() {
        TestSubscriber<Integer> consumer = play(source.flux(), 1);
        source.next(frames.unit(Pacing.ON_DEMAND, 0));
        source.next(frames.unit(Pacing.ON_DEMAND, 1));
        source.fail(new IllegalStateException("damaged file"));
        assertThat(consumer.isTerminated()).isFalse();
        advanceMillis(40);
        assertThat(consumer.getReceivedOnNext()).containsExactly(0, 1);
        assertThat(consumer.expectTerminalError()).hasMessage("damaged file");
    }

    @Test
    void picturesPlayByTheTimeAtWhichTheyAreShown() {
        TestSubscriber<Integer> consumer = TestSubscriber.create();
        frames.pictures(Pacing.ON_DEMAND, 10)
                .transform(Pace.speed(1, time, () -> time.now(TimeUnit.NANOSECONDS)))
                .transform(Use.map(TestFrames::number))
                .subscribe(consumer);
        advanceMillis(80);
        assertThat(consumer.getReceivedOnNext()).containsExactly(0, 1, 2);
        consumer.cancel();
    }

    @Test
    void refusesSpeedsThatAreNotPositive() {
        for (double speed : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> Pace.speed(speed))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
