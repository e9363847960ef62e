package reactor.valkka.javacv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.FrameRecorder;
import org.bytedeco.javacv.OpenCVFrameRecorder;
import org.bytedeco.opencv.opencv_videoio.VideoWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.valkka.ValkkaException;
import reactor.valkka.frame.Picture;
import reactor.valkka.frame.PictureFormat;
import reactor.valkka.frame.PixelFormat;
import reactor.valkka.frame.StreamId;
import reactor.valkka.pool.FramePool;
import reactor.valkka.pool.PoolShare;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

@Timeout(30)
class RecorderSinkTest {
    private static final Duration SOON = Duration.ofSeconds(25);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private final FramePool pool = Fixtures.pool(4);
    private final PoolShare share = pool.share(Fixtures.STREAM, 0);

    @BeforeEach
    void quiet() {
        avutil.av_log_set_level(avutil.AV_LOG_ERROR);
    }

    @AfterEach
    void nothingIsLeftBehind() {
        await().atMost(SOON).until(() -> GrabberSourceTest.threads("valkka-disk-recorder") == 0);
        await().atMost(SOON).until(() -> pool.openSlots() == 0);
    }

    @Test
    void whatItRecordsAGrabberReadsWithTheSameTimes() {
        Path file = folder.resolve("out.mp4");
        StepVerifier.create(drawings(PixelFormat.BGR24, 25)
                        .as(RecorderSink.create(format -> mpeg4(file, format))::consume))
                .expectComplete()
                .verify(SOON);

        assertThat(timesOf(file)).hasSize(25).startsWith(0L, 40_000L).endsWith(960_000L);
    }

    @Test
    void ffmpegsRecorderTakesEveryPixelFormat() {
        for (PixelFormat pixels : PixelFormat.values()) {
            Path file = folder.resolve(pixels + ".mp4");
            StepVerifier.create(drawings(pixels, 5)
                            .as(RecorderSink.create(format -> mpeg4(file, format))::consume))
                    .expectComplete()
                    .verify(SOON);
            assertThat(timesOf(file)).describedAs("times of %s", pixels).hasSize(5);
        }
    }

    @Test
    void otherRecordersTakeBgr() {
        Path file = folder.resolve("opencv.avi");
        RecorderSink sink = RecorderSink.create(format -> {
            OpenCVFrameRecorder recorder =
                    new OpenCVFrameRecorder(file.toFile(), format.width(), format.height());
            recorder.setVideoCodec(
                    VideoWriter.fourcc((byte) 'M', (byte) 'J', (byte) 'P', (byte) 'G'));
            recorder.setFrameRate(25);
            return recorder;
        });
        StepVerifier.create(drawings(PixelFormat.BGR24, 5).as(sink::consume))
                .expectComplete()
                .verify(SOON);
        assertThat(file).isNotEmptyFile();

        StepVerifier.create(drawings(PixelFormat.YUV420P, 5).as(sink::consume))
                .expectError(ImageFormatException.class)
                .verify(SOON);
    }

    @Test
    void cancelledItFinishesTheRecording() {
        Path file = folder.resolve("cut.mp4");
        TestPublisher<Picture> camera = TestPublisher.create();
        Disposable recording = RecorderSink.create(format -> mpeg4(file, format))
                .consume(camera)
                .subscribe();
        for (int i = 0; i < 5; i++) {
            camera.next(Fixtures.drawn(share, PixelFormat.BGR24, 64, 48, i));
            await().atMost(SOON).until(() -> pool.openSlots() == 0);
            await().atMost(SOON).untilAsserted(() -> camera.assertMinRequested(1));
        }
        recording.dispose();

        camera.assertCancelled();
        await().atMost(SOON).until(() -> GrabberSourceTest.threads("valkka-disk-recorder") == 0);
        assertThat(timesOf(file)).hasSize(5);
    }

    @Test
    void aRecorderThatCannotStartIsATypedErrorAndShowsNoPassword() {
        RecorderSink sink = RecorderSink.create(format -> {
            throw new FrameRecorder.Exception("cannot write to rtmp://me:secret@10.0.0.7/live");
        });
        StepVerifier.create(drawings(PixelFormat.BGR24, 5).as(sink::consume))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOfSatisfying(
                                RecorderException.class,
                                e -> assertThat(e.stage()).isEqualTo(RecorderException.Stage.START))
                        .hasMessageContaining("10.0.0.7")
                        .hasMessageNotContaining("secret"))
                .verify(SOON);
    }

    @Test
    void theErrorOfTheStreamComesAfterTheRecordingIsClosed() {
        Path file = folder.resolve("broken.mp4");
        Flux<Picture> broken = drawings(PixelFormat.BGR24, 5)
                .concatWith(Flux.error(new ValkkaException("the camera has gone")));
        StepVerifier.create(broken.as(RecorderSink.create(format -> mpeg4(file, format))::consume))
                .expectErrorMessage("the camera has gone")
                .verify(SOON);
        assertThat(timesOf(file)).hasSize(5);
    }

    @Test
    void withoutAPictureThereIsNoRecording() {
        StepVerifier.create(RecorderSink.create(format -> {
                            throw new AssertionError("no recorder was needed");
                        })
                        .consume(Flux.<Picture>empty()))
                .expectComplete()
                .verify(SOON);
    }

    private Flux<Picture> drawings(PixelFormat pixels, int count) {
        return Flux.<Picture, Integer>generate(() -> 0, (n, sink) -> {
            if (n < count) {
                sink.next(Fixtures.drawn(share, pixels, 64, 48, n));
            } else {
                sink.complete();
            }
            return n + 1;
        });
    }

    private static FrameRecorder mpeg4(Path file, PictureFormat format) {
        FFmpegFrameRecorder recorder =
                new FFmpegFrameRecorder(file.toFile(), format.width(), format.height());
        recorder.setFormat("mp4");
        recorder.setVideoCodec(avcodec.AV_CODEC_ID_MPEG4);
        recorder.setFrameRate(25);
        return recorder;
    }

    private static List<Long> timesOf(Path file) {
        List<Long> times = GrabberSource.create(() -> new FFmpegFrameGrabber(file.toFile())).stream(
                        StreamId.of("film"))
                .frames()
                .map(picture -> {
                    try (picture) {
                        return picture.pts();
                    }
                })
                .collectList()
                .block(SOON);
        return Objects.requireNonNull(times);
    }
}
