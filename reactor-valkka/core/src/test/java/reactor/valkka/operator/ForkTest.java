package reactor.valkka.operator;

import static org.assertj.core.api.Assertions.assertThat;

import static reactor.valkka.operator.TestFrames.number;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.reactivestreams.Subscription;

import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.valkka.Overflow;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Frame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.Picture;
import reactor.valkka.frame.StreamSetup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

class ForkTest {
    @RegisterExtension
    final TestFrames frames = new TestFrames();

    private final ManualSource<EncodedFrame> camera = new ManualSource<>();
    private final StreamSetup setup = frames.setup(Pacing.LIVE);

    @Test
    void givesEveryBranchEveryFrameOfALiveStream() {
        Fork<EncodedFrame> fork = Fork.of(camera.flux());
        List<Integer> one = collect(fork.branch("one", Overflow.skipToKeyFrame(8)));
        List<Integer> two = collect(fork.branch("two", Overflow.dropUntilKeyFrame(8)));
        camera.next(setup);
        emit(0, 1, 2);
        assertThat(one).containsExactly(-1, 0, 1, 2);
        assertThat(two).containsExactly(-1, 0, 1, 2);
    }

    @Test
    void oneStuckBranchCostsTheOthersNothing() {
        Fork<EncodedFrame> fork = Fork.of(camera.flux());
        List<Integer> quick = collect(fork.branch("quick", Overflow.skipToKeyFrame(8)));
        AskingSubscriber never = new AskingSubscriber();
        fork.branch("never", Overflow.skipToKeyFrame(3)).subscribe(never);
        camera.next(setup);
        for (int i = 0; i < 40; i++) {
            emit(i);
        }
        assertThat(quick).hasSize(41);
        assertThat(frames.open()).isLessThanOrEqualTo(3);
        never.cancel();
    }

    @Test
    void lateBranchStartsWithSetupAndWaitsForAKeyFrame() {
        Fork<EncodedFrame> fork = Fork.of(camera.flux());
        collect(fork.branch("first", Overflow.skipToKeyFrame(8)));
        camera.next(setup);
        emit(0, 1);
        List<Integer> late = collect(fork.branch("late", Overflow.skipToKeyFrame(8)));
        assertThat(late).containsExactly(-1);
        emit(2, 3, 5, 6);
        assertThat(late).containsExactly(-1, 5, 6);
    }

    @Test
    void lateBranchStartsAtOnceWhereTheGroupIsKept() {
        Fork<EncodedFrame> fork = Fork.<EncodedFrame>of(camera.flux()).keepGroup(10);
        collect(fork.branch("first", Overflow.skipToKeyFrame(8)));
        camera.next(setup);
        emit(0, 1, 2, 3);
        List<Integer> late = collect(fork.branch("late", Overflow.skipToKeyFrame(2)));
        assertThat(late).containsExactly(-1, 0, 1, 2, 3);
        emit(4);
        assertThat(late).containsExactly(-1, 0, 1, 2, 3, 4);
        camera.complete();
    }

    @Test
    void slowestStrictBranchSetsThePaceOfAFile() {
        ManualSource<EncodedFrame> file = new ManualSource<>();
        Fork<EncodedFrame> fork = Fork.<EncodedFrame>of(file.flux()).connectAt(2);
        BaseSubscriber<EncodedFrame> slow = new AskingSubscriber();
        fork.branch("slow", Overflow.backpressure(2)).subscribe(slow);
        collect(fork.branch("quick", Overflow.backpressure(4)));
        slow.request(1);
        assertThat(file.requests).containsExactly(1L);
        file.next(frames.setup(Pacing.ON_DEMAND));
        file.next(frames.unit(Pacing.ON_DEMAND, 0));
        file.next(frames.unit(Pacing.ON_DEMAND, 1));
        assertThat(sum(file)).isEqualTo(3);
        slow.request(1);
        assertThat(sum(file)).isEqualTo(4);
        slow.cancel();
        assertThat(sum(file)).isEqualTo(7);
        file.complete();
    }

    private static long sum(ManualSource<?> source) {
        return source.requests.stream().mapToLong(Long::longValue).sum();
    }

    /** Asks for nothing by itself. */
    private static final class AskingSubscriber extends BaseSubscriber<EncodedFrame> {
        @Override
        protected void hookOnSubscribe(Subscription subscription) {}

        @Override
        protected void hookOnNext(EncodedFrame frame) {
            frame.close();
        }
    }

    @Test
    void refusesALateStrictBranchOfAFile() {
        ManualSource<EncodedFrame> file = new ManualSource<>();
        Fork<EncodedFrame> fork = Fork.of(file.flux());
        collect(fork.branch("first", Overflow.backpressure(4)));
        file.next(frames.setup(Pacing.ON_DEMAND));
        StepVerifier.create(fork.branch("late", Overflow.backpressure(4)))
                .expectError(LateBranchException.class)
                .verify(Duration.ofSeconds(5));
        assertThat(fork.branches()).isEqualTo(1);
    }

    @Test
    void asksForPicturesOneByOneWhereNobodyWatches() {
        ManualSource<Picture> decoder = new ManualSource<>();
        Fork<Picture> fork = Fork.of(decoder.flux());
        StepVerifier.create(fork.branch("analyse", Overflow.onRequest()), 0)
                .then(() -> assertThat(decoder.requests).isEmpty())
                .thenRequest(1)
                .then(() -> assertThat(decoder.requests).containsExactly(1L))
                .then(() -> decoder.next(frames.picture(Pacing.LIVE, 0)))
                .consumeNextWith(Frame::close)
                .then(() -> assertThat(decoder.requests).containsExactly(1L))
                .thenCancel()
                .verify(Duration.ofSeconds(5));
        assertThat(decoder.cancelled).isTrue();
    }

    @Test
    void asksForEveryPictureWhileABranchWatches() {
        ManualSource<Picture> decoder = new ManualSource<>();
        Fork<Picture> fork = Fork.of(decoder.flux());
        Disposable view = fork.branch("view", Overflow.latest()).subscribe(Frame::close);
        for (int i = 0; i < 10; i++) {
            decoder.next(frames.picture(Pacing.LIVE, i));
        }
        assertThat(decoder.requests).hasSize(11).containsOnly(1L);
        view.dispose();
    }

    @Test
    void letsGoOfTheSourceAfterTheGraceAndConnectsAgain() {
        AtomicInteger connections = new AtomicInteger();
        VirtualTimeScheduler timer = VirtualTimeScheduler.create();
        Fork<EncodedFrame> fork = Fork.<EncodedFrame>of(
                        camera.flux().doOnSubscribe(s -> connections.incrementAndGet()))
                .grace(Duration.ofSeconds(10), timer);
        fork.branch("a", Overflow.skipToKeyFrame(8)).subscribe(Frame::close).dispose();
        timer.advanceTimeBy(Duration.ofSeconds(9));
        Disposable back = fork.branch("b", Overflow.skipToKeyFrame(8)).subscribe(Frame::close);
        timer.advanceTimeBy(Duration.ofSeconds(20));
        assertThat(camera.cancelled).isFalse();
        back.dispose();
        timer.advanceTimeBy(Duration.ofSeconds(11));
        assertThat(camera.cancelled).isTrue();
        fork.branch("c", Overflow.skipToKeyFrame(8)).subscribe(Frame::close).dispose();
        assertThat(connections).hasValue(2);
        timer.dispose();
    }

    @Test
    void passesTheEndAndTheFailureOfTheSourceToAllBranches() {
        Fork<EncodedFrame> fork = Fork.of(camera.flux());
        StepVerifier.create(fork.branch("a", Overflow.skipToKeyFrame(8)))
                .then(() -> camera.fail(new IllegalStateException("cable")))
                .expectErrorMessage("cable")
                .verify(Duration.ofSeconds(5));
        assertThat(fork.branches()).isZero();
    }

    /** Branches come and go on other threads while the camera sends; seed in the message. */
    @Test
    void losesNothingWhileBranchesComeAndGo() throws InterruptedException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Fork<EncodedFrame> fork = Fork.<EncodedFrame>of(camera.flux()).keepGroup(10);
        Disposable anchor =
                fork.branch("anchor", Overflow.skipToKeyFrame(8)).subscribe(Frame::close);
        CountDownLatch done = new CountDownLatch(2);
        List<Throwable> wrong = Collections.synchronizedList(new ArrayList<>());
        for (int t = 0; t < 2; t++) {
            long own = random.nextLong();
            Schedulers.boundedElastic().schedule(() -> {
                comeAndGo(fork, new Random(own), wrong);
                done.countDown();
            });
        }
        camera.next(setup);
        int number = 0;
        while (done.getCount() > 0) {
            camera.next(frames.unit(setup, number++ % 250));
        }
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        anchor.dispose();
        assertThat(wrong).as("seed %d", seed).isEmpty();
    }

    private static void comeAndGo(Fork<EncodedFrame> fork, Random random, List<Throwable> wrong) {
        for (int i = 0; i < 500; i++) {
            int wanted = random.nextInt(20);
            List<Integer> seen = new ArrayList<>();
            try {
                fork.branch("passing", Overflow.skipToKeyFrame(1 + random.nextInt(6)))
                        .doOnDiscard(Frame.class, Frame::close)
                        .take(wanted)
                        .doOnNext(frame -> {
                            seen.add(number(frame));
                            frame.close();
                        })
                        .blockLast(Duration.ofSeconds(10));
                checkGroups(seen);
            } catch (RuntimeException | AssertionError e) {
                wrong.add(e);
            }
        }
    }

    /** Whatever was dropped: a unit that depends on another comes right after it. */
    private static void checkGroups(List<Integer> seen) {
        for (int i = 1; i < seen.size(); i++) {
            int number = seen.get(i);
            if (number >= 0 && number % TestFrames.GROUP != 0) {
                assertThat(seen.get(i - 1))
                        .as("before %d in %s", number, seen)
                        .isEqualTo(number - 1);
            }
        }
    }

    private void emit(int... numbers) {
        for (int number : numbers) {
            camera.next(frames.unit(setup, number));
        }
    }

    private static List<Integer> collect(Flux<EncodedFrame> branch) {
        List<Integer> numbers = Collections.synchronizedList(new ArrayList<>());
        branch.subscribe(frame -> {
            numbers.add(number(frame));
            frame.close();
        });
        return numbers;
    }
}
