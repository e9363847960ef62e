package reactor.valkka.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Subscription;

import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.Picture;
import reactor.valkka.frame.StreamId;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

@NoFrameLeaks
class DecodeCancelTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private final Decoders decoders =
            Decoders.builder().threads(2).pictureBytes(64 << 20).build();

    @AfterEach
    void disposeDecoders() {
        decoders.dispose();
    }

    @Test
    void cancellingAtAnyTimeGivesAllSlotsBack(TestPool pool) {
        long seed = ThreadLocalRandom.current().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            Disposable stream = Clip.frames("bframes.mp4", pool.encoded())
                    .subscribeOn(Schedulers.boundedElastic())
                    .transform(Decode.on(decoders)
                            .policy(DecodePolicy.values()[round % 4])
                            .threads(round % 8 == 0 ? 2 : 1))
                    .subscribe(Picture::close);
            Mono.delay(Duration.ofNanos(random.nextInt(20_000_000))).block();
            stream.dispose();
        }
        Awaitility.await().atMost(SOON).untilAsserted(() -> {
            assertThat(decoders.streams()).isZero();
            assertThat(decoders.stats())
                    .allSatisfy(stats ->
                            assertThat(stats.openSlots()).as("seed %d", seed).isZero());
        });
    }

    @Test
    void aStreamThatIsSubscribedToWhileAllAreDisposedHearsOfIt() {
        AtomicBoolean cancelled = new AtomicBoolean();
        Flux<EncodedFrame> upstream = new Flux<>() {
            @Override
            public void subscribe(CoreSubscriber<? super EncodedFrame> subscriber) {
                decoders.dispose();
                Awaitility.await().atMost(SOON).until(() -> decoders.streams() == 0);
                subscriber.onSubscribe(new Subscription() {
                    @Override
                    public void request(long frames) {
                        // There are none.
                    }

                    @Override
                    public void cancel() {
                        cancelled.set(true);
                    }
                });
            }
        };
        StepVerifier.create(upstream.transform(Decode.on(decoders)))
                .expectSubscription()
                .expectErrorSatisfies(
                        error -> assertThat(error).hasMessageContaining("were disposed"))
                .verify(SOON);
        assertThat(cancelled).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = DecodePolicy.class,
            names = {"KEY_FRAMES", "LATEST_KEY_FRAME", "LATEST_PICTURE"})
    void aFrameThatArrivesDuringTheCancelIsClosed(DecodePolicy policy, TestPool pool) {
        EncodedFrame keyFrame = Clip.frames(
                        "plain.mp4", StreamId.of("late"), pool.encoded(), Pacing.LIVE)
                .elementAt(1)
                .block(SOON);
        CompletableFuture<CoreSubscriber<? super EncodedFrame>> decoder = new CompletableFuture<>();
        BaseSubscriber<Picture> downstream = new BaseSubscriber<>() {
            @Override
            protected void hookOnNext(Picture picture) {
                picture.close();
            }
        };
        Flux<EncodedFrame> upstream = new Flux<>() {
            @Override
            public void subscribe(CoreSubscriber<? super EncodedFrame> subscriber) {
                subscriber.onSubscribe(new Subscription() {
                    @Override
                    public void request(long frames) {
                        if (frames == Long.MAX_VALUE) {
                            // From within onNext: the frame is not in the decoder yet.
                            downstream.cancel();
                            Awaitility.await().atMost(SOON).until(() -> decoders.streams() == 0);
                        } else {
                            decoder.complete(subscriber);
                        }
                    }

                    @Override
                    public void cancel() {
                        // What is on its way arrives all the same.
                    }
                });
            }
        };
        upstream.transform(Decode.on(decoders).policy(policy)).subscribe(downstream);
        decoder.orTimeout(20, TimeUnit.SECONDS).join().onNext(keyFrame);
        pool.assertNothingOpen(SOON);
    }
}
