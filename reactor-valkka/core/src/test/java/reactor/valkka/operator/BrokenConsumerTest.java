package reactor.valkka.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import reactor.core.publisher.Hooks;
import reactor.valkka.Overflow;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamSetup;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A consumer that breaks the rules costs the other branches of a fork nothing. */
class BrokenConsumerTest {
    @RegisterExtension
    final TestFrames frames = new TestFrames();

    private final ManualSource<EncodedFrame> camera = new ManualSource<>();
    private final StreamSetup setup = frames.setup(Pacing.LIVE);
    private final Fork<EncodedFrame> fork = Fork.of(camera.flux()).keepGroup(10);
    private final Signals broken = new Signals();
    private final Signals healthy = new Signals();
    private final List<Throwable> dropped = new ArrayList<>();

    @BeforeEach
    void collectDroppedErrors() {
        Hooks.onErrorDropped(dropped::add);
    }

    @AfterEach
    void resetHook() {
        Hooks.resetOnErrorDropped();
    }

    @Test
    void losesItsSubscriptionWhileTheOtherBranchesAndTheCameraGoOn() {
        fork.branch("broken", Overflow.skipToKeyFrame(8)).subscribe(broken);
        fork.branch("healthy", Overflow.skipToKeyFrame(8)).subscribe(healthy);
        camera.next(setup);
        broken.failure = new StackOverflowError("too deep");
        emit(0, 1, 2);
        assertThat(healthy.numbers).containsExactly(-1, 0, 1, 2);
        assertThat(broken.numbers).containsExactly(-1, 0);
        assertThat(dropped).containsExactly(broken.failure);
        assertThat(camera.cancelled).isFalse();
        assertThat(fork.branches()).isEqualTo(1);
        healthy.cancel();
        assertThat(camera.cancelled).isTrue();
        assertThat(frames.open()).isZero();
    }

    @Test
    void theLastBranchThatThrowsLetsGoOfTheCamera() {
        fork.branch("broken", Overflow.skipToKeyFrame(8)).subscribe(broken);
        broken.failure = new StackOverflowError("too deep");
        emit(0);
        assertThat(camera.cancelled).isTrue();
        emit(1);
        assertThat(frames.open()).isZero();
    }

    @Test
    void behindAnOperatorItLosesItsSubscriptionAndNoFrame() {
        camera.flux().transform(Pace.realTime()).subscribe(broken);
        broken.failure = new StackOverflowError("too deep");
        emit(0);
        assertThat(dropped).containsExactly(broken.failure);
        assertThat(camera.cancelled).isTrue();
        assertThat(frames.open()).isZero();
    }

    /** Who waits for a free slot is called without the fork's lock: other threads get on. */
    @Test
    void closesTheGroupBeforeWithoutItsLock() throws InterruptedException {
        fork.branch("healthy", Overflow.skipToKeyFrame(8)).subscribe(healthy);
        emit(0, 1);
        AtomicBoolean gotOn = new AtomicBoolean();
        Thread late =
                new Thread(() -> fork.branch("late", Overflow.skipToKeyFrame(8)).subscribe(broken));
        frames.pool().onAvailable(() -> {
            late.start();
            gotOn.set(endsSoon(late));
        });
        emit(5);
        late.join();
        assertThat(gotOn).isTrue();
        healthy.cancel();
        broken.cancel();
    }

    private static boolean endsSoon(Thread thread) {
        try {
            thread.join(20_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    private void emit(int... numbers) {
        for (int number : numbers) {
            camera.next(frames.unit(setup, number));
        }
    }
}
