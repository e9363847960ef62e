package reactor.valkka.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.core.publisher.Flux;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.operator.Use;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** What leaving the loop filter out changes, and what it must not. */
@NoFrameLeaks
class LoopFilterTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String KEY_FRAMES = "select='eq(pict_type,I)'";

    private final Decoders decoders = Decoders.builder()
            .threads(1)
            .pictureBytes(64 << 20)
            .counters(new Counters())
            .build();

    @AfterEach
    void disposeDecoders() {
        decoders.dispose();
    }

    private Flux<String> sums(String clip, Decode decode, TestPool pool) {
        return Clip.frames(clip, pool.encoded())
                .transform(decode)
                .transform(Use.map(Checksums::of));
    }

    private static List<String> unfiltered(String clip, String where, String... options) {
        return Checksums.byFfmpeg(List.of("-skip_loop_filter", where), Clip.path(clip), options);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain.mp4", "bframes.mp4", "hevc.mp4"})
    void keyFramesAreThoseOfFfmpegWithoutItsLoopFilter(String clip, TestPool pool) {
        Decode keyFrames = Decode.on(decoders).policy(DecodePolicy.KEY_FRAMES).skipLoopFilter(true);
        List<String> expected = unfiltered(clip, "all", "-vf", KEY_FRAMES);
        assertThat(sums(clip, keyFrames, pool).collectList().block(SOON)).isEqualTo(expected);
        assertThat(expected).isNotEqualTo(Checksums.byFfmpeg(Clip.path(clip), "-vf", KEY_FRAMES));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bframes.mp4", "hevc.mp4"})
    void onlyDisposableUnitsAreLeftUnfilteredWhereOthersArePredicted(String clip, TestPool pool) {
        List<Boolean> disposable = Clip.frames(clip, pool.encoded())
                .ofType(AccessUnit.class)
                .transform(Use.map(unit -> unit.header().disposable()))
                .collectList()
                .block(SOON);
        assertThat(disposable).contains(true, false);
        List<String> sums = sums(clip, Decode.on(decoders).skipLoopFilter(true), pool)
                .collectList()
                .block(SOON);
        assertThat(sums).isEqualTo(unfiltered(clip, "noref"));
    }

    @Test
    void streamsThatShareAContextEachGetTheirOwn(TestPool pool) {
        Decode keyFrames = Decode.on(decoders).policy(DecodePolicy.KEY_FRAMES);
        List<String> inTurn = Flux.zip(
                        pair -> pair[0] + " " + pair[1],
                        1,
                        sums("plain.mp4", keyFrames, pool),
                        sums("plain.mp4", keyFrames.skipLoopFilter(true), pool))
                .collectList()
                .block(SOON);
        List<String> filtered = Checksums.byFfmpeg(Clip.path("plain.mp4"), "-vf", KEY_FRAMES);
        List<String> without = unfiltered("plain.mp4", "all", "-vf", KEY_FRAMES);
        List<String> expected = IntStream.range(0, 4)
                .mapToObj(i -> filtered.get(i) + " " + without.get(i))
                .toList();
        assertThat(inTurn).isEqualTo(expected);
    }
}
