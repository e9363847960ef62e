package reactor.valkka.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.ColorMatrix;
import reactor.valkka.frame.ColorRange;
import reactor.valkka.frame.HostPicture;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.Picture;
import reactor.valkka.frame.PictureFormat;
import reactor.valkka.frame.PictureHeader;
import reactor.valkka.frame.PixelFormat;
import reactor.valkka.frame.StreamId;
import reactor.valkka.operator.Use;
import reactor.valkka.pool.FrameBuffer;
import reactor.valkka.pool.FramePool;
import reactor.valkka.pool.PoolShare;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

@NoFrameLeaks
class ScaleTest {
    private static final StreamId STREAM = StreamId.of("cam");
    private static final Duration SOON = Duration.ofSeconds(10);

    /** A picture of one colour, given as its Y, U and V (or R, G and B) samples. */
    private static HostPicture plain(
            TestPool pool, PictureFormat format, Pacing pacing, int a, int b, int c) {
        FramePool pictures = pool.pictures(format, 1);
        try (PoolShare share = pictures.share(STREAM, 0)) {
            FrameBuffer buffer = Objects.requireNonNull(share.tryAcquire(format.slotBytes()));
            ByteBuffer bytes = buffer.bytes();
            for (int plane = 0; plane < format.planes().size(); plane++) {
                fill(bytes, format, plane, a, b, c);
            }
            bytes.position(format.slotBytes());
            PictureHeader header = PictureHeader.raw(STREAM, pacing, 1_000, 7, 0);
            return HostPicture.of(buffer, header, format);
        }
    }

    private static void fill(
            ByteBuffer bytes, PictureFormat format, int plane, int a, int b, int c) {
        int[] samples = switch (format.pixelFormat()) {
            case YUYV422 -> new int[] {a, b, a, c};
            case NV12 -> plane == 0 ? new int[] {a} : new int[] {b, c};
            case RGB24 -> new int[] {a, b, c};
            case BGR24 -> new int[] {c, b, a};
            default -> new int[] {plane == 0 ? a : plane == 1 ? b : c};
        };
        PictureFormat.Plane place = format.planes().get(plane);
        for (int row = 0; row < place.rows(); row++) {
            for (int i = 0; i < place.rowBytes(); i++) {
                int at = place.offset() + row * place.stride() + i;
                bytes.put(at, (byte) samples[i % samples.length]);
            }
        }
    }

    private static int[] centre(Picture picture) {
        HostPicture host = (HostPicture) picture;
        PictureFormat format = host.format();
        int[] samples = new int[3];
        for (int i = 0; i < 3; i++) {
            int plane = format.planes().size() == 1 ? 0 : i;
            PictureFormat.Plane place = format.planes().get(plane);
            int pixelBytes = format.pixelFormat() == PixelFormat.RGB24
                            || format.pixelFormat() == PixelFormat.BGR24
                    ? 3
                    : 1;
            int column = place.rowBytes() / pixelBytes / 2 * pixelBytes;
            int offset = place.rows() / 2 * place.stride() + column;
            samples[i] = host.plane(plane).get(offset + (pixelBytes == 3 ? i : 0)) & 0xFF;
        }
        return samples;
    }

    private static int[] scaleOne(Picture picture, PictureFormat to, TestPool pool) {
        return Objects.requireNonNull(Flux.just(picture)
                .transform(Scale.to(to, pool.pictures(to, 1)))
                .transform(Use.map(ScaleTest::centre))
                .blockFirst(SOON));
    }

    @ParameterizedTest
    @EnumSource(
            value = PixelFormat.class,
            names = {"YUV420P", "YUV422P", "YUV444P", "NV12", "YUYV422"})
    void everyYuvFormatBecomesTheSameColour(PixelFormat format, TestPool pool) {
        PictureFormat from = PictureFormat.of(format, 322, 182, 64);
        PictureFormat to = PictureFormat.of(PixelFormat.RGB24, 100, 60, 1);
        // BT.601, limited range: pure red is Y 81, U 90, V 240.
        int[] red = scaleOne(plain(pool, from, Pacing.LIVE, 81, 90, 240), to, pool);
        assertThat(red[0]).isCloseTo(255, Offset.offset(3));
        assertThat(red[1]).isCloseTo(0, Offset.offset(3));
        assertThat(red[2]).isCloseTo(0, Offset.offset(3));
    }

    @ParameterizedTest
    @EnumSource(
            value = PixelFormat.class,
            names = {"RGB24", "BGR24"})
    void rgbBecomesLuma(PixelFormat format, TestPool pool) {
        PictureFormat from = PictureFormat.of(format, 320, 180, 1);
        int[] samples = scaleOne(
                plain(pool, from, Pacing.LIVE, 255, 0, 0),
                PictureFormat.of(PixelFormat.YUV420P, 160, 90, 1),
                pool);
        assertThat(samples[0]).isCloseTo(81, Offset.offset(2));
        assertThat(samples[1]).isCloseTo(90, Offset.offset(2));
        assertThat(samples[2]).isCloseTo(240, Offset.offset(2));
    }

    @ParameterizedTest
    @CsvSource({
        // matrix, range, Y, U, V of pure red
        "BT601, LIMITED, 81, 90, 240",
        "BT709, LIMITED, 63, 102, 240",
        "BT601, FULL, 76, 85, 255",
        "BT709, FULL, 54, 99, 255",
        "BT2020, LIMITED, 74, 97, 240"
    })
    void matrixAndRangeAreRespected(
            ColorMatrix matrix, ColorRange range, int y, int u, int v, TestPool pool) {
        PictureFormat plain = PictureFormat.of(PixelFormat.YUV420P, 320, 180, 64);
        PictureFormat from = new PictureFormat(
                plain.pixelFormat(), 320, 180, plain.planes(), matrix, range, 1, 1, 0);
        PictureFormat to = PictureFormat.of(PixelFormat.BGR24, 64, 36, 1);
        int[] bgr = scaleOne(plain(pool, from, Pacing.LIVE, y, u, v), to, pool);
        assertThat(bgr[2]).isCloseTo(255, Offset.offset(4));
        assertThat(bgr[1]).isCloseTo(0, Offset.offset(4));
        assertThat(bgr[0]).isCloseTo(0, Offset.offset(4));
    }

    @ParameterizedTest
    @CsvSource({"LIMITED,16,0", "LIMITED,235,255", "FULL,0,0", "FULL,255,255"})
    void greyHasFullRange(ColorRange range, int luma, int grey, TestPool pool) {
        PictureFormat plain = PictureFormat.of(PixelFormat.YUV420P, 320, 180, 64);
        PictureFormat from = new PictureFormat(
                plain.pixelFormat(), 320, 180, plain.planes(), ColorMatrix.BT709, range, 1, 1, 0);
        PictureFormat to = PictureFormat.of(PixelFormat.GRAY8, 51, 31, 1);
        int[] samples = scaleOne(plain(pool, from, Pacing.LIVE, luma, 128, 128), to, pool);
        assertThat(samples[0]).isCloseTo(grey, Offset.offset(1));
    }

    @ParameterizedTest
    @CsvSource({
        "YUV420P,480,270",
        "YUV420P,161,91",
        "RGB24,480,270",
        "BGR24,33,17",
        "GRAY8,1,1",
        "YUV420P,642,366",
        "GRAY8,799,3",
        "RGB24,1,1"
    })
    void anySizeIsMadeWithoutTouchingWhatLiesAround(
            PixelFormat format, int width, int height, TestPool pool) {
        for (int alignment : new int[] {1, 64}) {
            PictureFormat from = PictureFormat.of(PixelFormat.YUV420P, 320, 180, 64);
            PictureFormat to = PictureFormat.of(format, width, height, alignment);
            Picture picture = plain(pool, from, Pacing.LIVE, 126, 128, 128);
            boolean same = Boolean.TRUE.equals(Flux.just(picture)
                    .transform(Scale.to(to, pool.pictures(to, 1)))
                    .transform(Use.map(made -> isUniform((HostPicture) made)))
                    .blockFirst(SOON));
            assertThat(same).as("%s aligned to %d", to, alignment).isTrue();
        }
    }

    private static boolean isUniform(HostPicture picture) {
        for (int i = 0; i < picture.format().planes().size(); i++) {
            PictureFormat.Plane plane = picture.format().planes().get(i);
            ByteBuffer samples = picture.plane(i);
            for (int row = 0; row < plane.rows(); row++) {
                for (int x = 0; x < plane.rowBytes(); x++) {
                    if (Math.abs((samples.get(row * plane.stride() + x) & 0xFF) - 128) > 3) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    @Test
    void theHeaderAndTheShapeOfPixelsAreKept(TestPool pool) {
        PictureFormat from = PictureFormat.of(PixelFormat.YUV420P, 320, 180, 64);
        PictureFormat to = PictureFormat.of(PixelFormat.YUV420P, 160, 180, 1);
        Flux.just((Picture) plain(pool, from, Pacing.LIVE, 1, 2, 3))
                .transform(Scale.to(to, pool.pictures(to, 1)))
                .transform(Use.each(picture -> {
                    assertThat(picture.stream()).isEqualTo(STREAM);
                    assertThat(picture.pts()).isEqualTo(7);
                    assertThat(picture.format().sampleAspectWidth()).isEqualTo(2);
                    assertThat(picture.format().sampleAspectHeight()).isEqualTo(1);
                }))
                .blockLast(SOON);
    }

    @Test
    void aLivePictureIsClosedWhenThePoolIsFull(TestPool pool) {
        PictureFormat format = PictureFormat.of(PixelFormat.YUV420P, 64, 36, 64);
        FramePool out = pool.pictures(format, 1);
        Counters counters = new Counters();
        List<Picture> kept = new ArrayList<>();
        StepVerifier.create(Flux.range(0, 3)
                        .map(i -> (Picture) plain(pool, format, Pacing.LIVE, i, 0, 0))
                        .transform(Scale.to(format, out).counters(counters))
                        .doOnNext(kept::add))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(counters.of(STREAM).get(Counter.POOL_EXHAUSTED)).isEqualTo(2);
        kept.forEach(Picture::close);
    }

    @Test
    void anOnDemandStreamWaitsForASlot(TestPool pool) {
        PictureFormat format = PictureFormat.of(PixelFormat.YUV420P, 64, 36, 64);
        FramePool out = pool.pictures(format, 1);
        List<Picture> kept = new ArrayList<>();
        StepVerifier.create(Flux.range(0, 3)
                        .map(i -> (Picture) plain(pool, format, Pacing.ON_DEMAND, i, 0, 0))
                        .transform(Scale.to(format, out))
                        .doOnNext(kept::add))
                .expectNextCount(1)
                .then(() -> kept.get(0).close())
                .expectNextCount(1)
                .then(() -> kept.get(1).close())
                .expectNextCount(1)
                .then(() -> kept.get(2).close())
                .verifyComplete();
    }

    @Test
    void cancellingClosesWhatWaits(TestPool pool) {
        PictureFormat format = PictureFormat.of(PixelFormat.YUV420P, 64, 36, 64);
        FramePool out = pool.pictures(format, 1);
        List<Picture> kept = new ArrayList<>();
        StepVerifier.create(Flux.range(0, 3)
                        .map(i -> (Picture) plain(pool, format, Pacing.ON_DEMAND, i, 0, 0))
                        .transform(Scale.to(format, out))
                        .doOnNext(kept::add))
                .expectNextCount(1)
                .thenCancel()
                .verify(SOON);
        kept.forEach(Picture::close);
    }

    @Test
    void whatFailsWhileAPictureIsTakenIsTold(TestPool pool) {
        PictureFormat format = PictureFormat.of(PixelFormat.YUV420P, 64, 36, 64);
        FramePool out = FramePool.builder("disposed")
                .slotBytes(format.slotBytes())
                .hold("test", 1)
                .build();
        TestPublisher<Picture> upstream = TestPublisher.create();
        StepVerifier.create(upstream.flux().transform(Scale.to(format, out)))
                .then(out::dispose)
                .then(() -> upstream.next(plain(pool, format, Pacing.LIVE, 1, 2, 3)))
                .expectErrorSatisfies(error -> assertThat(error).hasMessageContaining("disposed"))
                .verify(SOON);
        upstream.assertCancelled();
    }

    @Test
    void formatsThatCannotBeMadeAreRefused(TestPool pool) {
        PictureFormat format = PictureFormat.of(PixelFormat.NV12, 64, 36, 1);
        FramePool out = pool.pictures(format, 1);
        assertThatThrownBy(() -> Scale.to(format, out))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NV12");
    }

    @Test
    void aPoolWithSmallSlotsIsRefused(TestPool pool) {
        FramePool out = pool.pictures(PictureFormat.of(PixelFormat.GRAY8, 10, 10, 1), 1);
        assertThatThrownBy(() -> Scale.to(PixelFormat.GRAY8, 64, 36, out))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("test pictures");
    }
}
