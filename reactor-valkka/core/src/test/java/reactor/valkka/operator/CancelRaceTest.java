package reactor.valkka.operator;

import static org.assertj.core.api.Assertions.assertThatCode;

import static java.util.concurrent.CompletableFuture.allOf;
import static java.util.concurrent.CompletableFuture.runAsync;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Subscription;

import reactor.core.publisher.BaseSubscriber;

import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Cancels each publisher of this module at any moment, from another thread. */
class CancelRaceTest {
    private static final int ROUNDS = 400;
    private static final int FRAMES = 40;

    @RegisterExtension
    final TestFrames frames = new TestFrames();

    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource(TckSubject.class)
    void closesEveryFrame(TckSubject subject) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        assertThatCode(() -> {
                    for (int round = 0; round < ROUNDS; round++) {
                        race(subject, random.nextInt(FRAMES), 1 + random.nextInt(8));
                    }
                    frames.assertAllClosed();
                })
                .as("seed %d", seed)
                .doesNotThrowAnyException();
    }

    private void race(TckSubject subject, int cancelAfter, int step) throws Exception {
        Consumer consumer = new Consumer();
        allOf(
                        runAsync(
                                () -> {
                                    subject.numbers(frames, FRAMES).subscribe(consumer);
                                    for (int asked = 0; asked < FRAMES; asked += step) {
                                        consumer.request(step);
                                    }
                                },
                                threads),
                        runAsync(() -> consumer.cancelAfter(cancelAfter), threads))
                .get(20, TimeUnit.SECONDS);
    }

    private static final class Consumer extends BaseSubscriber<Integer> {
        private final AtomicInteger received = new AtomicInteger();

        @Override
        protected void hookOnSubscribe(Subscription subscription) {}

        @Override
        protected void hookOnNext(Integer number) {
            received.incrementAndGet();
        }

        void cancelAfter(int numbers) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (received.get() < numbers && !isDisposed() && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            cancel();
        }
    }
}
