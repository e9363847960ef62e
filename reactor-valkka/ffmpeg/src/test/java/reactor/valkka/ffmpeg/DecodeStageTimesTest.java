package reactor.valkka.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.count.Durations;
import reactor.valkka.count.Stage;
import reactor.valkka.count.StageTimes;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.PictureHeader;
import reactor.valkka.frame.StreamId;
import reactor.valkka.operator.Inspect;
import reactor.valkka.operator.Use;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.time.Duration;
import java.util.List;

@NoFrameLeaks
class DecodeStageTimesTest {
    private static final Duration SOON = Duration.ofSeconds(20);
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

    private StreamCounters of(String clip) {
        return counters.of(StreamId.of(clip));
    }

    private List<PictureHeader> decode(String clip, DecodePolicy policy, TestPool pool) {
        List<PictureHeader> headers = Clip.frames(clip, pool.encoded())
                .transform(Decode.on(decoders).policy(policy))
                .transform(Inspect.delivered("test", counters))
                .transform(Use.map(picture -> picture.header()))
                .collectList()
                .block(SOON);
        return headers == null ? List.of() : headers;
    }

    @Test
    void everyUnitWaitsAndEveryPictureIsDecodedAndDelivered(TestPool pool) {
        List<PictureHeader> pictures = decode("plain.mp4", DecodePolicy.EVERY, pool);
        StageTimes times = of("plain.mp4").times();
        long decoded = of("plain.mp4").get(Counter.PICTURES_DECODED);
        assertThat(pictures).hasSize((int) decoded);
        assertThat(times.of(Stage.WAITED).count()).isEqualTo(decoded);
        assertThat(times.of(Stage.DECODED).count()).isEqualTo(decoded);
        assertThat(times.consumer("test").delivered().count()).isEqualTo(decoded);
        assertThat(times.consumer("test").total().count()).isEqualTo(decoded);
    }

    @Test
    void aPictureKnowsWhenItCameAndWhenItWasDecoded(TestPool pool) {
        assertThat(decode("bframes.mp4", DecodePolicy.EVERY, pool))
                .isNotEmpty()
                .allMatch(header -> header.firstArrivalNanos() != 0)
                .allMatch(header -> header.arrivalNanos() - header.firstArrivalNanos() >= 0)
                .allMatch(header -> header.decodedNanos() - header.arrivalNanos() > 0);
    }

    @Test
    void theStagesOfDecodingAreTheTimeThatCountersTell(TestPool pool) {
        decode("plain.mp4", DecodePolicy.EVERY, pool);
        Durations decoded = of("plain.mp4").times().of(Stage.DECODED);
        long nanos = of("plain.mp4").get(Counter.DECODE_NANOS);
        assertThat(decoded.p50Nanos()).isPositive().isLessThanOrEqualTo(nanos);
    }

    @Test
    void keyFramesOfASharedContextAreMeasuredToo(TestPool pool) {
        List<PictureHeader> pictures = decode("plain.mp4", DecodePolicy.KEY_FRAMES, pool);
        StageTimes times = of("plain.mp4").times();
        assertThat(pictures).isNotEmpty();
        assertThat(times.of(Stage.WAITED).count()).isEqualTo(pictures.size());
        assertThat(times.of(Stage.DECODED).count()).isEqualTo(pictures.size());
        assertThat(pictures).allMatch(header -> header.decodedNanos() - header.arrivalNanos() > 0);
    }
}
