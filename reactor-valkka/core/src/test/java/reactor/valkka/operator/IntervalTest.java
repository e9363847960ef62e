package reactor.valkka.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.test.subscriber.TestSubscriber;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.Picture;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

class IntervalTest {
    @RegisterExtension
    final TestFrames frames = new TestFrames();

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final ManualSource<Picture> source = new ManualSource<>();

    @AfterEach
    void stopClock() {
        time.dispose();
    }

    private Function<Flux<Picture>, Flux<Picture>> interval(long millis) {
        return Interval.of(Duration.ofMillis(millis), time, () -> time.now(TimeUnit.NANOSECONDS));
    }

    private TestSubscriber<Integer> subscribe(long demand) {
        TestSubscriber<Integer> consumer =
                TestSubscriber.builder().initialRequest(demand).build();
        source.flux()
                .transform(interval(1000))
                .transform(Use.map(TestFrames::number))
                .subscribe(consumer);
        return consumer;
    }

    private void arrive(int number) {
        source.next(frames.picture(Pacing.LIVE, number, time.now(TimeUnit.NANOSECONDS)));
    }

    @Test
    void asksForOnePictureWhenItsPeriodIsDue() {
        subscribe(Long.MAX_VALUE);
        assertThat(source.requests).containsExactly(1L);
        arrive(0);
        time.advanceTimeBy(Duration.ofMillis(999));
        assertThat(source.requests).containsExactly(1L);
        time.advanceTimeBy(Duration.ofMillis(1));
        assertThat(source.requests).containsExactly(1L, 1L);
    }

    @Test
    void dueTimesStayOnTheGridHoweverLateThePicturesCome() {
        TestSubscriber<Integer> consumer = subscribe(Long.MAX_VALUE);
        arrive(0);
        for (int second = 1; second <= 20; second++) {
            time.advanceTimeTo(java.time.Instant.ofEpochMilli(second * 1000L));
            assertThat(source.requests).hasSize(second + 1);
            time.advanceTimeBy(Duration.ofMillis(37));
            arrive(second);
        }
        assertThat(consumer.getReceivedOnNext()).hasSize(21);
    }

    @Test
    void aPictureThatWasWaitingDoesNotAnswerTwoDueTimes() {
        subscribe(Long.MAX_VALUE);
        arrive(0);
        time.advanceTimeBy(Duration.ofMillis(1000));
        source.next(frames.picture(Pacing.LIVE, 1, TimeUnit.MILLISECONDS.toNanos(999)));
        assertThat(source.requests).hasSize(2);
        time.advanceTimeBy(Duration.ofMillis(999));
        assertThat(source.requests).hasSize(2);
        time.advanceTimeBy(Duration.ofMillis(1));
        assertThat(source.requests).hasSize(3);
    }

    @Test
    void aDueTimeWithoutDemandAsksNothing() {
        TestSubscriber<Integer> consumer = subscribe(1);
        arrive(0);
        time.advanceTimeBy(Duration.ofMillis(2600));
        assertThat(source.requests).hasSize(1);
        consumer.request(1);
        assertThat(source.requests).as("asked as soon as there is demand").hasSize(2);
        arrive(1);
        consumer.request(1);
        assertThat(source.requests).as("and not for what was missed").hasSize(2);
        time.advanceTimeBy(Duration.ofMillis(400));
        assertThat(source.requests).as("but on the grid again").hasSize(3);
    }

    @Test
    void anOnDemandStreamIsReadUpToEachDueTimeAndTheRestClosed() {
        frames.pictures(Pacing.ON_DEMAND, 101)
                .transform(interval(1000))
                .transform(Use.map(TestFrames::number))
                .as(StepVerifier::create)
                .expectNext(0, 25, 50, 75, 100)
                .verifyComplete();
        assertThat(frames.open()).isZero();
    }

    @Test
    void aFileThatStartsAgainIsSampledFromItsStart() {
        Flux.concat(frames.pictures(Pacing.ON_DEMAND, 60), frames.pictures(Pacing.ON_DEMAND, 30))
                .transform(interval(1000))
                .transform(Use.map(TestFrames::number))
                .as(StepVerifier::create)
                .expectNext(0, 25, 50, 0, 25)
                .verifyComplete();
    }

    @Test
    void neverAsksForMoreThanOneOfAFile() {
        TestPublisher<Picture> file = TestPublisher.create();
        file.flux()
                .transform(interval(1000))
                .as(flux -> StepVerifier.create(flux, 100))
                .then(() -> file.assertMaxRequested(1))
                .then(() -> file.next(frames.picture(Pacing.ON_DEMAND, 0)))
                .consumeNextWith(Picture::close)
                .then(() -> file.next(frames.picture(Pacing.ON_DEMAND, 1)))
                .then(() -> file.assertMaxRequested(1))
                .thenCancel()
                .verify();
    }

    @Test
    void cancellationStopsTheTimer() {
        TestSubscriber<Integer> consumer = subscribe(Long.MAX_VALUE);
        arrive(0);
        consumer.cancel();
        time.advanceTimeBy(Duration.ofMinutes(1));
        assertThat(source.cancelled).isTrue();
        assertThat(source.requests).containsExactly(1L);
    }

    @Test
    void endAndErrorPassWhileItWaits() {
        TestSubscriber<Integer> ended = subscribe(Long.MAX_VALUE);
        arrive(0);
        source.complete();
        assertThat(ended.isTerminatedComplete()).isTrue();

        TestSubscriber<Integer> failed = subscribe(Long.MAX_VALUE);
        arrive(0);
        source.fail(new IllegalStateException("gone"));
        assertThat(failed.isTerminatedError()).isTrue();
    }

    @Test
    void closesPicturesThatComeAfterTheEnd() {
        TestSubscriber<Integer> consumer = subscribe(Long.MAX_VALUE);
        consumer.cancel();
        arrive(0);
        assertThat(frames.open()).isZero();
    }

    @Test
    void refusesPicturesThatNobodyAskedFor() {
        TestSubscriber<Integer> consumer = subscribe(Long.MAX_VALUE);
        arrive(0);
        arrive(1);
        assertThat(consumer.expectTerminalError()).hasMessageContaining("more than it was asked");
        assertThat(frames.open()).isZero();
    }

    @Test
    void refusesPeriodsThatAreNotPositive() {
        for (Duration period : List.of(Duration.ZERO, Duration.ofMillis(-1))) {
            assertThatThrownBy(() -> Interval.of(period))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
