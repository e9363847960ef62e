package reactor.valkka.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.valkka.count.Counters;
import reactor.valkka.operator.Use;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.time.Duration;
import java.util.List;

@NoFrameLeaks(withinMillis = 2_000)
class DecodeTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private final Decoders decoders = Decoders.builder()
            .threads(2)
            .pictureBytes(64 << 20)
            .counters(new Counters())
            .build();

    @AfterEach
    void disposeDecoders() {
        decoders.dispose();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain.mp4", "bframes.mp4", "bframes.mkv", "bframes.ts", "bframes.h264",
                "refs16.mp4", "odd422.mp4", "full.mp4", "hevc.mp4", "mjpeg.avi"
            })
    void picturesAreThoseOfFfmpeg(String clip, TestPool pool) {
        List<String> sums = Clip.frames(clip, pool.encoded())
                .transform(Decode.on(decoders))
                .transform(Use.map(Checksums::of))
                .collectList()
                .block(SOON);
        assertThat(sums).isEqualTo(Checksums.byFfmpeg(Clip.path(clip)));
    }
}
