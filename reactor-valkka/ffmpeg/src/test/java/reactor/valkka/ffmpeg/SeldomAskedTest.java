package reactor.valkka.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.StreamId;
import reactor.valkka.operator.Interval;
import reactor.valkka.operator.Use;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A consumer that asks a decoder of everything for a picture now and then. */
@NoFrameLeaks
class SeldomAskedTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int PICTURES = 10;

    /** What waits for 0.8 s is too old; decoding it, on a busy machine, adds to that. */
    private static final long OLD_NANOS = 900_000_000;

    private final Counters counters = new Counters();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Disposable.Composite watching = Disposables.composite();
    private final Decoders decoders = Decoders.builder()
            .threads(1)
            .pictureBytes(64 << 20)
            .counters(counters)
            .build();

    @AfterEach
    void end() {
        clock.shutdownNow();
        watching.dispose();
        decoders.dispose();
    }

    /** With a delay inside the decoder, without one, and of key frames alone. */
    @ParameterizedTest
    @ValueSource(strings = {"bframes.mp4", "plain.mp4", "mjpeg.avi"})
    void isNotGivenWhatHasWaitedSinceItAskedLast(String clip, TestPool pool) {
        LiveClip camera = new LiveClip(clip, StreamId.of("seldom"), pool.encoded());
        Queue<Long> agesNanos = new ConcurrentLinkedQueue<>();
        watching.add(camera.frames(counters)
                .transform(Decode.on(decoders))
                .transform(Interval.of(Duration.ofSeconds(1)))
                .transform(Use.each(picture ->
                        agesNanos.add(System.nanoTime() - picture.header().arrivalNanos())))
                .subscribe());
        clock.scheduleAtFixedRate(camera::send, 0, 40, TimeUnit.MILLISECONDS);

        await().atMost(SOON).until(() -> agesNanos.size() >= PICTURES);

        assertThat(agesNanos.stream().filter(age -> age > OLD_NANOS))
                .as("of pictures of these ages: %s", agesNanos)
                .hasSizeLessThan(PICTURES / 4);
        assertThat(counters.of(camera.stream()).get(Counter.DECODE_SKIPPED)).isPositive();
    }
}
