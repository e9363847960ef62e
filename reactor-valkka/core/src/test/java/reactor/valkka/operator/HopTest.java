package reactor.valkka.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.reactivestreams.Subscription;

import reactor.core.publisher.BaseSubscriber;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Frame;
import reactor.valkka.frame.Pacing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class HopTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @RegisterExtension
    final TestFrames frames = new TestFrames();

    private final Scheduler other = Schedulers.newSingle("hop-test");

    @AfterEach
    void disposeScheduler() {
        other.dispose();
    }

    @Test
    void carriesFramesInOrderToTheOtherThread() {
        List<Integer> numbers = new ArrayList<>();
        frames.units(Pacing.ON_DEMAND, 200)
                .transform(Hop.on(other, 4))
                .doOnNext(frame -> {
                    assertThat(Thread.currentThread().getName()).startsWith("hop-test");
                    numbers.add(TestFrames.number(frame));
                    frame.close();
                })
                .blockLast(SOON);
        assertThat(numbers).hasSize(200).isSorted();
    }

    @Test
    void asksForNoMoreThanItsSubscriber() {
        ManualSource<EncodedFrame> source = new ManualSource<>();
        StepVerifier.create(source.flux().transform(Hop.on(Schedulers.immediate(), 8)), 0)
                .then(() -> assertThat(source.requests).isEmpty())
                .thenRequest(1)
                .then(() -> assertThat(source.requests).containsExactly(1L))
                .then(() -> source.next(frames.unit(Pacing.LIVE, 0)))
                .consumeNextWith(Frame::close)
                .then(() -> assertThat(source.requests).containsExactly(1L))
                .thenCancel()
                .verify(SOON);
        assertThat(source.cancelled).isTrue();
    }

    @Test
    void deliversWhatCameBeforeAnError() {
        StepVerifier.create(frames.units(Pacing.ON_DEMAND, 3)
                        .concatWith(reactor.core.publisher.Mono.error(
                                new IllegalStateException("cable")))
                        .transform(Hop.on(other, 2)))
                .consumeNextWith(Frame::close)
                .consumeNextWith(Frame::close)
                .consumeNextWith(Frame::close)
                .expectErrorMessage("cable")
                .verify(SOON);
    }

    @Test
    void closesWhatIsQueuedWhenTheWorkerIsBusyAndTheSubscriberCancels() {
        ManualSource<EncodedFrame> source = new ManualSource<>();
        StuckScheduler stuck = new StuckScheduler();
        BaseSubscriber<EncodedFrame> taker = new Unbounded();
        source.flux().transform(Hop.on(stuck, 4)).subscribe(taker);
        stuck.runAll();
        source.next(frames.unit(Pacing.LIVE, 0));
        source.next(frames.unit(Pacing.LIVE, 1));
        taker.cancel();
        assertThat(frames.open()).isEqualTo(2);
        stuck.runAll();
        assertThat(frames.open()).isZero();
        assertThat(stuck.isWorkerDisposed()).isTrue();
    }

    @Test
    void endsAndClosesWhenItsSchedulerIsGone() {
        ManualSource<EncodedFrame> source = new ManualSource<>();
        Scheduler gone = Schedulers.newSingle("gone");
        StepVerifier.create(source.flux().transform(Hop.on(gone, 4)), 0)
                .then(gone::dispose)
                .thenRequest(1)
                .expectError(java.util.concurrent.RejectedExecutionException.class)
                .verify(SOON);
        assertThat(source.cancelled).isTrue();
    }

    /** The race that loses elements in publishOn; here not one of them. */
    @Test
    void losesNothingInTenThousandCancelRaces() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            Unbounded taker = new Unbounded();
            frames.units(Pacing.ON_DEMAND, 4).transform(Hop.on(other, 4)).subscribe(taker);
            for (int spin = random.nextInt(200); spin > 0; spin--) {
                Thread.onSpinWait();
            }
            taker.cancel();
        }
        frames.assertAllClosed();
    }

    private static final class Unbounded extends BaseSubscriber<EncodedFrame> {
        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            requestUnbounded();
        }

        @Override
        protected void hookOnNext(EncodedFrame frame) {
            frame.close();
        }
    }
}
