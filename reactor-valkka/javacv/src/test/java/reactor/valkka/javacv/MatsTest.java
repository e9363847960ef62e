package reactor.valkka.javacv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import reactor.valkka.frame.HostPicture;
import reactor.valkka.frame.PictureFormat;
import reactor.valkka.frame.PixelFormat;
import reactor.valkka.pool.FramePool;
import reactor.valkka.pool.PoolShare;

import java.util.Objects;

class MatsTest {
    private final FramePool pool = Fixtures.pool(4);
    private final PoolShare share = pool.share(Fixtures.STREAM, 0);

    @AfterEach
    void everySlotIsBack() {
        assertThat(pool.openSlots()).describedAs(pool.openSlotsReport()).isZero();
    }

    @Test
    void seesEverySampleOfAPackedPictureInPlace() {
        try (HostPicture picture = Fixtures.drawn(share, PixelFormat.BGR24, 30, 20, 0)) {
            Mats.use(picture, mat -> {
                assertThat(mat.type()).isEqualTo(opencv_core.CV_8UC3);
                assertThat(mat.cols()).isEqualTo(30);
                assertThat(mat.rows()).isEqualTo(20);
                assertThat(mat.step()).isEqualTo(128);
                try (UByteIndexer pixels = mat.createIndexer()) {
                    assertThat(pixels.get(3, 7, 1)).isEqualTo(16 * 3 + 7 * 3 + 1);
                }
                return mat;
            });
            assertThat(picture.isOpen()).isTrue();
        }
    }

    @Test
    void pointsIntoTheSlot() {
        try (HostPicture picture = Fixtures.drawn(share, PixelFormat.GRAY8, 16, 4, 0);
                HostPicture second = picture.share();
                Mat one = Mats.of(picture);
                Mat other = Mats.of(second)) {
            assertThat(one.data().address()).isEqualTo(other.data().address());
        }
    }

    @Test
    void givesEachPlaneOfAPlanarPicture() {
        try (HostPicture picture = Fixtures.drawn(share, PixelFormat.NV12, 16, 8, 0);
                Mat luma = Mats.ofPlane(picture, 0);
                Mat chroma = Mats.ofPlane(picture, 1)) {
            assertThat(luma.type()).isEqualTo(opencv_core.CV_8UC1);
            assertThat(chroma.type()).isEqualTo(opencv_core.CV_8UC2);
            assertThat(chroma.cols()).isEqualTo(8);
            assertThat(chroma.rows()).isEqualTo(4);
        }
    }

    @Test
    void refusesAPlanarPictureAsAWholeAndAClosedOne() {
        HostPicture picture = Fixtures.drawn(share, PixelFormat.YUV420P, 16, 8, 0);
        assertThatThrownBy(() -> Mats.of(picture))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining("YUV420P");
        picture.close();
        assertThatThrownBy(() -> Mats.ofPlane(picture, 0))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatOpenCvComputesCanBecomeAPicture() {
        PictureFormat red = PictureFormat.of(PixelFormat.BGR24, 30, 20, 64);
        try (HostPicture picture = Fixtures.flat(share, red, 0, 0, 255);
                Mat gray = new Mat()) {
            Mats.use(picture, mat -> {
                opencv_imgproc.cvtColor(mat, gray, opencv_imgproc.COLOR_BGR2GRAY);
                return mat.rows();
            });
            try (HostPicture copy =
                    Objects.requireNonNull(Mats.tryCopy(gray, share, Fixtures.header(7)))) {
                assertThat(copy.format().pixelFormat()).isEqualTo(PixelFormat.GRAY8);
                assertThat(copy.pts()).isEqualTo(7);
                assertThat(copy.plane(0).get(64 * 19 + 29) & 0xFF).isEqualTo(76);
            }
        }
    }

    @Test
    void copiesAMatWhoseRowsDoNotFollowEachOther() {
        try (HostPicture picture = Fixtures.drawn(share, PixelFormat.GRAY8, 40, 20, 0);
                Mat whole = Mats.of(picture);
                Mat part = new Mat(whole, new Rect(8, 4, 10, 6));
                HostPicture copy =
                        Objects.requireNonNull(Mats.tryCopy(part, share, Fixtures.header(0)))) {
            assertThat(copy.format().width()).isEqualTo(10);
            assertThat(copy.plane(0).get(5 * 64 + 9) & 0xFF).isEqualTo(16 * 9 + 17);
        }
    }

    @Test
    void copiesNothingWhenThePoolIsEmpty() {
        FramePool one = Fixtures.pool(1);
        PoolShare only = one.share(Fixtures.STREAM, 0);
        try (HostPicture picture = Fixtures.drawn(only, PixelFormat.GRAY8, 8, 8, 0)) {
            assertThat(Mats.<Boolean>use(
                            picture, mat -> Mats.tryCopy(mat, only, Fixtures.header(0)) == null))
                    .isTrue();
        }
    }
}
