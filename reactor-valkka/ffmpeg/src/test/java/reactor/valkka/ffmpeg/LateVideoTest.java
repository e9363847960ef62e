package reactor.valkka.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import reactor.core.publisher.Flux;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.Picture;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.operator.Use;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

@NoFrameLeaks
class LateVideoTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final StreamId STREAM = StreamId.of("cam");
    private static final Track SOUND =
            new Track(0, Codec.PCMU, 8_000, List.of(), new TrackFormat.Audio(8_000, 1));

    private final Decoders decoders =
            Decoders.builder().threads(1).governed(false).build();

    @AfterEach
    void dispose() {
        decoders.dispose();
    }

    private static EncodedFrame soundOnly(Pacing pacing) {
        return StreamSetup.of(STREAM, pacing, SOUND);
    }

    private static List<EncodedFrame> clip(TestPool pool) {
        List<EncodedFrame> frames = Clip.frames("plain.mp4", STREAM, pool.encoded(), Pacing.LIVE)
                .collectList()
                .block(SOON);
        return Objects.requireNonNull(frames);
    }

    private @Nullable Long pictures(Flux<EncodedFrame> frames) {
        return frames.transform(Decode.on(decoders))
                .transform(Use.map(Picture::pts))
                .count()
                .block(SOON);
    }

    @Test
    void aLiveStreamWhoseVideoHasNotBegunIsWaitedFor(TestPool pool) {
        Long alone = pictures(Flux.fromIterable(clip(pool)));
        List<EncodedFrame> frames = new ArrayList<>(clip(pool));
        frames.add(0, soundOnly(Pacing.LIVE));
        frames.add(soundOnly(Pacing.LIVE));
        Long between = pictures(Flux.fromIterable(frames));
        assertThat(alone).isPositive();
        assertThat(between).isEqualTo(alone);
    }

    @Test
    void aFileWithoutVideoIsRefused() {
        assertThatThrownBy(() -> pictures(Flux.just(soundOnly(Pacing.ON_DEMAND))))
                .isInstanceOf(UnsupportedMediaException.class)
                .hasMessageContaining("a video track");
    }
}
