package reactor.valkka.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.Picture;
import reactor.valkka.frame.StreamId;
import reactor.valkka.operator.Frames;
import reactor.valkka.operator.Use;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.time.Duration;
import java.util.List;

@NoFrameLeaks
class LatestPictureTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final StreamId CAMERA = StreamId.of("camera");
    private final Counters counters = new Counters();
    private final Decoders decoders = Decoders.builder()
            .threads(1)
            .pictureBytes(64 << 20)
            .counters(counters)
            .build();

    @AfterEach
    void disposeDecoders() {
        decoders.dispose();
    }

    private static List<EncodedFrame> live(TestPool pool) {
        List<EncodedFrame> frames = Clip.frames("plain.mp4", CAMERA, pool.encoded(), Pacing.LIVE)
                .transform(Frames.closing())
                .collectList()
                .block(SOON);
        return frames == null ? List.of() : frames;
    }

    private long decoded() {
        return counters.of(CAMERA).get(Counter.PICTURES_DECODED);
    }

    @Test
    void aRequestIsAnsweredByTheNewestPictureAndCostsTheGroupSoFar(TestPool pool) {
        List<EncodedFrame> frames = live(pool);
        List<String> sums = Checksums.byFfmpeg(Clip.path("plain.mp4"));
        Sinks.Many<EncodedFrame> camera = Sinks.many().unicast().onBackpressureBuffer();
        Runnable sendTo10 = () -> send(camera, frames, 0, 11);
        StepVerifier.create(
                        camera.asFlux()
                                .transform(Decode.on(decoders).policy(DecodePolicy.LATEST_PICTURE))
                                .transform(Use.map(Checksums::of)),
                        0)
                .then(sendTo10)
                .thenRequest(1)
                .expectNextMatches(sums::contains)
                .then(() -> send(camera, frames, 11, 61))
                .thenRequest(1)
                .consumeNextWith(sum -> assertThat(sums.indexOf(sum)).isGreaterThanOrEqualTo(10))
                .then(() -> camera.tryEmitComplete().orThrow())
                .verifyComplete();
        // Frame 0 is the setup; of units 10 to 59 those before the key frame 50 are skipped.
        assertThat(decoded()).isLessThanOrEqualTo(60);
        frames.forEach(EncodedFrame::close);
    }

    @Test
    void groupsThatNobodyAskedForAreNotDecoded(TestPool pool) throws InterruptedException {
        List<EncodedFrame> frames = live(pool);
        Sinks.Many<EncodedFrame> camera = Sinks.many().unicast().onBackpressureBuffer();
        StepVerifier.create(
                        camera.asFlux()
                                .transform(Decode.on(decoders).policy(DecodePolicy.LATEST_PICTURE))
                                .transform(Use.map(Picture::ptsNanos)),
                        0)
                .thenRequest(1)
                .then(() -> send(camera, frames, 0, 2))
                .expectNext(0L)
                .then(() -> send(camera, frames, 2, 101))
                .expectNoEvent(Duration.ofMillis(100))
                .thenRequest(1)
                .expectNext(99 * 40_000_000L)
                .thenCancel()
                .verify(SOON);
        assertThat(decoded()).isEqualTo(1 + 25);
        assertThat(counters.of(CAMERA).get(Counter.DECODE_SKIPPED)).isEqualTo(74);
        assertThat(counters.of(CAMERA).get(Counter.PICTURES_SKIPPED)).isEqualTo(24);
        frames.forEach(EncodedFrame::close);
    }

    @Test
    void anOnDemandStreamGivesEveryPictureInItsTurn(TestPool pool) {
        StepVerifier.create(
                        Clip.frames("bframes.mp4", pool.encoded())
                                .transform(Decode.on(decoders).policy(DecodePolicy.LATEST_PICTURE))
                                .transform(Use.map(Picture::ptsNanos)),
                        0)
                .thenRequest(1)
                .expectNext(0L)
                .thenRequest(2)
                .expectNext(40_000_000L, 80_000_000L)
                .thenRequest(Long.MAX_VALUE)
                .expectNextCount(97)
                .verifyComplete();
    }

    private static void send(
            Sinks.Many<EncodedFrame> camera, List<EncodedFrame> frames, int from, int to) {
        for (int i = from; i < to; i++) {
            camera.tryEmitNext((EncodedFrame) frames.get(i).share()).orThrow();
        }
    }
}
