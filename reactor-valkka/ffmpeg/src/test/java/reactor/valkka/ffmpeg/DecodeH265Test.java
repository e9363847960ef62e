package reactor.valkka.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import reactor.core.publisher.Flux;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.operator.Frames;
import reactor.valkka.operator.Use;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** H.265 with open groups of pictures, as x265 makes them: a key frame each 10 of 50 pictures. */
@NoFrameLeaks
class DecodeH265Test {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String CLIP = "hevc-open.mp4";
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

    private static Flux<EncodedFrame> fromUnit(int first, TestPool pool) {
        AtomicInteger number = new AtomicInteger();
        return Clip.frames(CLIP, pool.encoded())
                .filter(frame -> frame instanceof StreamSetup || number.getAndIncrement() >= first)
                .transform(Frames.closing());
    }

    private List<String> sums(Flux<EncodedFrame> frames, DecodePolicy policy) {
        return Objects.requireNonNull(frames.transform(Decode.on(decoders).policy(policy))
                .transform(Use.map(Checksums::of))
                .collectList()
                .block(SOON));
    }

    @Test
    void slotsAreThoseThatTheStreamAsksFor(TestPool pool) {
        EncodedFrame first = Clip.frames(CLIP, pool.encoded()).blockFirst(SOON);
        StreamSetup setup = (StreamSetup) Objects.requireNonNull(first);
        TrackFormat.Video format = (TrackFormat.Video) setup.tracks().get(0).format();
        assertThat(format.decodedPicturesMax()).isBetween(3, 6);
        assertThat(format.reorderDepth()).isBetween(1, 3);
    }

    @Test
    void aStreamJoinedInTheMiddleShowsNothingThatLeadsItsFirstKeyFrame(TestPool pool) {
        List<String> all = Checksums.byFfmpeg(Clip.path(CLIP));
        List<String> late = sums(fromUnit(5, pool), DecodePolicy.EVERY);
        assertThat(late).isNotEmpty().isEqualTo(all.subList(all.size() - late.size(), all.size()));
        assertThat(late).hasSize(40);
        assertThat(counters.of(StreamId.of(CLIP)).get(Counter.DECODE_ERRORS)).isZero();
    }

    @Test
    void whatLeadsALaterKeyFrameIsShown(TestPool pool) {
        assertThat(sums(fromUnit(0, pool), DecodePolicy.EVERY))
                .isEqualTo(Checksums.byFfmpeg(Clip.path(CLIP)));
    }

    @Test
    void unitsSayWhichOfThemLead(TestPool pool) {
        List<Boolean> leading = Clip.frames(CLIP, pool.encoded())
                .ofType(AccessUnit.class)
                .transform(Use.map(unit -> unit.header().leading()))
                .collectList()
                .block(SOON);
        assertThat(leading).hasSize(50).contains(true);
        assertThat(Objects.requireNonNull(leading).subList(0, 10)).doesNotContain(true);
    }

    @Test
    void keyFramesInASharedContextAreTheSamePictures(TestPool pool) {
        List<String> all = Checksums.byFfmpeg(Clip.path(CLIP));
        assertThat(sums(fromUnit(0, pool), DecodePolicy.KEY_FRAMES))
                .containsExactly(all.get(0), all.get(10), all.get(20), all.get(30), all.get(40));
    }
}
