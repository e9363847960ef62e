package reactor.valkka.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Picture;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** What one decoder's failure is to the others on its thread. */
class DecodeWorkerTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Scheduler scheduler = Schedulers.newSingle("worker-test", true);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final DecodeWorker worker = new DecodeWorker(
            scheduler.createWorker(),
            new KeyFrameContexts(new PictureMemory(1 << 20), 1),
            () -> ended.complete(null));

    @AfterEach
    void end() {
        worker.dispose();
        assertThat(ended).succeedsWithin(SOON);
        scheduler.dispose();
    }

    /** Does in each turn what it is told. */
    private final class Actor extends DecodeActor {
        private final CompletableFuture<Throwable> failure;
        private final CompletableFuture<Void> gone;
        private final Runnable work;

        Actor(Runnable work) {
            this(work, new CompletableFuture<>(), new CompletableFuture<>());
        }

        private Actor(
                Runnable work, CompletableFuture<Throwable> failure, CompletableFuture<Void> gone) {
            super(new Failed(failure), worker, () -> gone.complete(null));
            this.work = work;
            this.failure = failure;
            this.gone = gone;
            onSubscribe(Operators.emptySubscription());
        }

        @Override
        boolean work() {
            work.run();
            return false;
        }

        @Override
        void offer(EncodedFrame frame) {
            frame.close();
        }

        @Override
        void release() {}

        @Override
        void discardWaiting() {}
    }

    /** Asks for a picture, and remembers the error. */
    private static final class Failed extends BaseSubscriber<Picture> {
        private final CompletableFuture<Throwable> failure;

        Failed(CompletableFuture<Throwable> failure) {
            this.failure = failure;
        }

        @Override
        protected void hookOnNext(Picture picture) {
            picture.close();
        }

        @Override
        protected void hookOnError(Throwable error) {
            failure.complete(error);
        }
    }

    @Test
    void anErrorOfTheMachineEndsOneStreamAndNotItsThread() {
        OutOfMemoryError error = new OutOfMemoryError("made up");
        CompletableFuture<Void> turn = new CompletableFuture<>();

        Actor failing = new Actor(() -> {
            throw error;
        });
        assertThat(failing.failure).succeedsWithin(SOON).isSameAs(error);
        assertThat(failing.gone).succeedsWithin(SOON);
        Actor other = new Actor(() -> turn.complete(null));

        assertThat(turn).succeedsWithin(SOON);
        other.cancel();
        assertThat(other.gone).succeedsWithin(SOON);
    }

    @Test
    void aTurnThatThrowsWhatNobodyCatchesIsNotTheEndOfTheOthers() {
        CompletableFuture<Void> thrown = new CompletableFuture<>();
        CompletableFuture<Void> turn = new CompletableFuture<>();
        worker.enqueue(turn(() -> {
            thrown.complete(null);
            throw new StackOverflowError("made up");
        }));
        assertThat(thrown).succeedsWithin(SOON);

        worker.enqueue(turn(() -> turn.complete(null)));

        assertThat(turn).succeedsWithin(SOON);
    }

    private static Turn turn(Runnable what) {
        return new Turn() {
            @Override
            void turn() {
                what.run();
            }
        };
    }
}
