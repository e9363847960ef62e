package reactor.valkka.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.valkka.ffmpeg.DemuxException;
import reactor.valkka.ffmpeg.UnsupportedMediaException;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Frame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.operator.Use;
import reactor.valkka.pool.FramePool;
import reactor.valkka.pool.PoolExhaustedException;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

@NoFrameLeaks
class FileSourceTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Path CLIPS =
            Path.of("../../reactor-valkka/ffmpeg/src/test/resources/clips");

    /** What is looked at after a unit has been closed. */
    private record Seen(
            TrackKind kind, long pts, long dts, double seconds, boolean key, StreamSetup setup) {}

    private static FileSource source(String clip, FramePool pool) {
        return FileSource.of(CLIPS.resolve(clip)).pool(pool);
    }

    private static List<Seen> units(FileSource source) {
        List<Seen> seen = source.frames()
                .filter(frame -> frame instanceof AccessUnit)
                .transform(Use.map(FileSourceTest::look))
                .collectList()
                .block(SOON);
        return seen == null ? List.of() : seen;
    }

    private static List<Seen> video(FileSource source) {
        return units(source).stream()
                .filter(unit -> unit.kind == TrackKind.VIDEO)
                .toList();
    }

    private static Seen look(EncodedFrame frame) {
        AccessUnit unit = (AccessUnit) frame;
        double seconds = (double) unit.pts() / unit.track().clockRateHz();
        return new Seen(
                unit.track().kind(),
                unit.pts(),
                unit.dts(),
                seconds,
                unit.isKeyFrame(),
                unit.setup());
    }

    @ParameterizedTest
    @CsvSource({
        "plain.mp4,100,4", "bframes.mp4,100,4", "bframes.mkv,100,4", "bframes.ts,100,4",
        "bframes.h264,100,4", "plain.h264,100,4", "hevc.mp4,50,2", "mjpeg.avi,25,25"
    })
    void readsAllUnitsWithTheirTimes(String clip, int units, int keyFrames, FramePool pool) {
        List<Seen> seen = video(source(clip, pool));
        assertThat(seen.size()).isEqualTo(units);
        assertThat(seen.stream().filter(Seen::key).count()).isEqualTo(keyFrames);
        List<Double> shown = seen.stream().map(Seen::seconds).sorted().toList();
        for (int i = 0; i < units; i++) {
            assertThat(shown.get(i) - shown.get(0)).isBetween(i / 25.0 - 0.002, i / 25.0 + 0.002);
        }
        long dts = Long.MIN_VALUE;
        for (Seen unit : seen) {
            assertThat(unit.dts).isGreaterThan(dts).isLessThanOrEqualTo(unit.pts);
            dts = unit.dts;
        }
    }

    @Test
    void beginsWithASetupThatSaysWhatIsKnown(FramePool pool) {
        EncodedFrame first = source("bframes.mp4", pool).stream(StreamId.of("hall"))
                .frames()
                .next()
                .block(SOON);
        assertThat(first).isInstanceOfSatisfying(StreamSetup.class, setup -> {
            assertThat(setup.stream()).isEqualTo(StreamId.of("hall"));
            assertThat(setup.pacing()).isEqualTo(Pacing.ON_DEMAND);
            assertThat(setup.tracks()).hasSize(2);
            assertThat(setup.tracks().get(0).parameterSets()).hasSize(2);
            TrackFormat.Video format = (TrackFormat.Video) setup.tracks().get(0).format();
            assertThat(format.width()).isEqualTo(320);
            assertThat(format.height()).isEqualTo(180);
            assertThat(format.framesPerSecond()).isEqualTo(25);
            assertThat(format.decodedPicturesMax()).isBetween(2, 16);
            assertThat(setup.tracks().get(1).kind()).isEqualTo(TrackKind.AUDIO);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"bframes.mp4", "bframes.mkv", "bframes.ts", "bframes.h264"})
    void timeGoesOnWhenTheFileBeginsAgain(String clip, FramePool pool) {
        List<Seen> seen = video(source(clip, pool).loop(3));
        assertThat(seen.size()).isEqualTo(300);
        List<Double> shown = seen.stream().map(Seen::seconds).sorted().toList();
        for (int i = 1; i < 300; i++) {
            assertThat(shown.get(i) - shown.get(i - 1)).isBetween(0.03, 0.12);
        }
        long dts = Long.MIN_VALUE;
        for (Seen unit : seen) {
            assertThat(unit.dts).isGreaterThan(dts).isLessThanOrEqualTo(unit.pts);
            dts = unit.dts;
        }
        assertThat(seen.stream().map(Seen::setup).distinct().count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bframes.mp4", "bframes.mkv", "bframes.h264", "plain.h264"})
    void beginsAtTheKeyFrameBeforeATime(String clip, FramePool pool) {
        List<Seen> seen = video(source(clip, pool).from(Duration.ofMillis(2_300)));
        assertThat(seen.size()).isEqualTo(50);
        assertThat(seen.get(0).key).isTrue();
        assertThat(seen.get(0).seconds).isBetween(1.95, 2.05);
    }

    @Test
    void readsNoMoreThanIsAskedFor(TestPool pool) throws InterruptedException {
        AtomicInteger received = new AtomicInteger();
        CountDownLatch three = new CountDownLatch(3);
        BaseSubscriber<EncodedFrame> subscriber = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
                subscription.request(3);
            }

            @Override
            protected void hookOnNext(EncodedFrame frame) {
                frame.close();
                received.incrementAndGet();
                three.countDown();
            }
        };
        source("plain.mp4", pool.encoded()).frames().subscribe(subscriber);
        assertThat(three.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(received).hasValue(3);
        assertThat(pool.openSlots()).isZero();
        subscriber.cancel();
    }

    @Test
    void waitsForSlotsInsteadOfDropping(TestPool pool) {
        FramePool small = pool.watch(
                FramePool.builder("small").slotBytes(64 << 10).hold("test", 2).build());
        List<Long> seen = source("plain.mp4", small)
                .frames()
                .filter(frame -> frame instanceof AccessUnit)
                .concatMap(
                        frame -> Flux.just(frame)
                                .delayElements(Duration.ofMillis(2))
                                .transform(Use.map(Frame::pts)),
                        1)
                .collectList()
                .block(SOON);
        assertThat(seen).hasSize(100);
    }

    @Test
    void failsWhenNoSlotComesFreeForTooLong(TestPool pool) {
        FramePool tiny = pool.watch(
                FramePool.builder("tiny").slotBytes(64 << 10).hold("test", 1).build());
        List<EncodedFrame> kept = new java.util.concurrent.CopyOnWriteArrayList<>();
        StepVerifier.create(source("plain.mp4", tiny)
                        .patience(Duration.ofMillis(100))
                        .frames()
                        .doOnNext(kept::add))
                .expectNextCount(2)
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(PoolExhaustedException.class)
                        .hasMessageContaining("tiny")
                        .hasMessageContaining("plain.mp4"))
                .verify(SOON);
        kept.forEach(EncodedFrame::close);
    }

    @Test
    void aMissingFileIsNamed(@TempDir Path folder) {
        Path file = folder.resolve("no such: file?.mp4");
        assertThatThrownBy(() -> FileSource.of(file).frames().blockLast(SOON))
                .isInstanceOfSatisfying(
                        DemuxException.class, e -> assertThat(e.file()).isEqualTo(file))
                .hasMessageContaining("there is no such file");
    }

    @Test
    void aFolderIsNoFile(@TempDir Path folder) {
        assertThatThrownBy(() -> FileSource.of(folder).frames().blockLast(SOON))
                .isInstanceOf(DemuxException.class)
                .hasMessageContaining("expected a regular file");
    }

    @Test
    void somethingElseIsRefused(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("letter.mp4"), "Dear camera, ".repeat(100));
        assertThatThrownBy(() -> FileSource.of(file).frames().blockLast(SOON))
                .isInstanceOf(DemuxException.class)
                .hasMessageContaining("letter.mp4");
    }

    @Test
    void anEmptyFileIsRefused(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("empty.mkv"));
        assertThatThrownBy(() -> FileSource.of(file).frames().blockLast(SOON))
                .isInstanceOf(DemuxException.class)
                .hasMessageContaining("empty.mkv");
    }

    @Test
    void aFileWithoutAKnownVideoCodecSaysWhatItHolds(FramePool pool) {
        assertThatThrownBy(() -> source("vp8.mkv", pool).frames().blockLast(SOON))
                .isInstanceOfSatisfying(UnsupportedMediaException.class, e -> {
                    assertThat(e.found()).isEqualTo("video vp8");
                    assertThat(e.where()).endsWith("vp8.mkv");
                });
    }

    @Test
    void cancellingEndsTheReader(FramePool pool) {
        source("plain.mp4", pool)
                .loop()
                .frames()
                .transform(Use.map(Frame::pts))
                .take(250)
                .blockLast(SOON);
        org.awaitility.Awaitility.await()
                .atMost(SOON)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("valkka-file-")));
    }

    @Test
    void eachSubscriberHasAReaderOfItsOwn(FramePool pool) {
        Flux<Long> times = source("plain.mp4", pool)
                .frames()
                .filter(frame -> frame instanceof AccessUnit)
                .transform(Use.map(Frame::pts));
        StepVerifier.create(Flux.zip(times, times, Long::equals).all(same -> same))
                .expectNext(true)
                .verifyComplete();
    }
}
