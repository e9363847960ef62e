package reactor.valkka.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

class InspectTest {
    @RegisterExtension
    final TestFrames frames = new TestFrames();

    private final List<String> lines = new ArrayList<>();

    @Test
    void saysKindTimeSizeFirstBytesAndDelay() {
        Flux.just(frames.setup(Pacing.LIVE), frames.unit(Pacing.LIVE, 5))
                .cast(EncodedFrame.class)
                .transform(Inspect.frames("door", lines::add, () -> 201_300_000L))
                .transform(Use.map(TestFrames::number))
                .as(StepVerifier::create)
                .expectNext(-1, 5)
                .verifyComplete();
        assertThat(lines.get(0)).isEqualTo("door: setup live, H264 clock 90000 Hz");
        assertThat(lines.get(1))
                .startsWith("door: H264 key frame pts 0.200 s, 16 bytes 05 ")
                .endsWith(", delay 1.3 ms");
    }

    @Test
    void describesPictures() {
        frames.pictures(Pacing.LIVE, 2)
                .transform(Inspect.frames("door", lines::add, () -> 41_000_000L))
                .as(Use.each(picture -> {}))
                .block();
        assertThat(lines.get(1))
                .startsWith("door: picture GRAY8 4×4 I pts 0.040 s, 16 bytes 01 ")
                .endsWith(", delay 1.0 ms");
    }

    @Test
    void countsFramesBytesAndKeyFrames() {
        AtomicLong clock = new AtomicLong();
        frames.units(Pacing.ON_DEMAND, 51)
                .doOnNext(frame -> clock.addAndGet(40_000_000))
                .transform(Inspect.rate("door", Duration.ofSeconds(1), lines::add, clock::get))
                .as(Use.each(frame -> {}))
                .block();
        assertThat(lines)
                .hasSize(2)
                .first()
                .asString()
                .startsWith("door: 25.0 frames/s, 3 kbit/s, 5 key frames, delay ");
    }

    @Test
    void measuresHowLongUnitsAndPicturesTookToAConsumer() {
        Counters counters = new Counters();
        frames.pictures(Pacing.LIVE, 2)
                .skip(1)
                .transform(Inspect.delivered("motion", counters, () -> 43_000_000L))
                .as(Use.each(picture -> {}))
                .block();
        Flux.just(frames.setup(Pacing.LIVE), frames.unit(Pacing.LIVE, 5))
                .cast(EncodedFrame.class)
                .transform(Inspect.delivered("page", counters, () -> 201_300_000L))
                .as(Use.each(frame -> {}))
                .block();
        StreamId stream = frames.setup(Pacing.LIVE).stream();
        assertThat(counters.of(stream).times().snapshot())
                .extracting(time -> time.stage() + " " + time.consumer() + " "
                        + time.durations().count() + " "
                        + time.durations().maxNanos())
                .containsExactly(
                        "DELIVERED motion 1 3000000",
                        "TOTAL motion 1 3000000",
                        "DELIVERED page 1 1300000",
                        "TOTAL page 1 1300000");
    }

    @Test
    void anOutputThatThrowsEndsTheStreamAndLeaksNothing() {
        frames.units(Pacing.ON_DEMAND, 3)
                .transform(Inspect.frames("door", line -> {
                    throw new IllegalStateException("full");
                }))
                .as(StepVerifier::create)
                .verifyErrorMessage("full");
        assertThat(frames.open()).isZero();
    }
}
