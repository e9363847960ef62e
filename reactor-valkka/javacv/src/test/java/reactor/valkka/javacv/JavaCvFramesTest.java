package reactor.valkka.javacv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.OpenCVFrameConverter;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import reactor.valkka.frame.HostPicture;
import reactor.valkka.frame.PixelFormat;
import reactor.valkka.pool.FramePool;
import reactor.valkka.pool.PoolShare;

import java.nio.ByteBuffer;
import java.util.Objects;

class JavaCvFramesTest {
    private final FramePool pool = Fixtures.pool(4);
    private final PoolShare share = pool.share(Fixtures.STREAM, 0);

    @AfterEach
    void everySlotIsBack() {
        assertThat(pool.openSlots()).describedAs(pool.openSlotsReport()).isZero();
    }

    @Test
    void aPictureIsAFrameInPlaceWithItsTimeInMicroseconds() {
        try (HostPicture picture = Fixtures.drawn(share, PixelFormat.BGR24, 30, 20, 50)) {
            Frame frame = JavaCvFrames.of(picture);

            assertThat(frame.imageWidth).isEqualTo(30);
            assertThat(frame.imageStride).isEqualTo(128);
            assertThat(frame.imageChannels).isEqualTo(3);
            assertThat(frame.timestamp).isEqualTo(2_000_000);
            assertThat(frame.keyFrame).isTrue();
            assertThat(frame.pictType).isEqualTo('I');
            assertThat(((ByteBuffer) frame.image[0]).isReadOnly()).isTrue();
        }
    }

    @Test
    void javaCvsOwnConverterReadsTheFrame() {
        try (HostPicture picture = Fixtures.drawn(share, PixelFormat.GRAY8, 30, 20, 0);
                OpenCVFrameConverter.ToMat converter = new OpenCVFrameConverter.ToMat();
                Mat mat = converter.convert(JavaCvFrames.of(picture))) {
            assertThat(mat.ptr(5, 9).get() & 0xFF).isEqualTo(16 * 5 + 9);
        }
    }

    @Test
    void comesBackTheSameByACopy() {
        try (HostPicture picture = Fixtures.drawn(share, PixelFormat.BGR24, 30, 20, 0);
                HostPicture copy = Objects.requireNonNull(JavaCvFrames.tryCopy(
                        JavaCvFrames.of(picture), share, Fixtures.header(9)))) {
            assertThat(copy.pts()).isEqualTo(9);
            assertThat(copy.isSameSlot(picture)).isFalse();
            ByteBuffer original = picture.plane(0);
            ByteBuffer copied = copy.plane(0);
            for (int row = 0; row < 20; row++) {
                assertThat(copied.slice(row * 128, 90)).isEqualTo(original.slice(row * 128, 90));
            }
        }
    }

    @Test
    void refusesWhatTheOtherSideHasNoWordFor() {
        try (HostPicture planar = Fixtures.drawn(share, PixelFormat.YUV420P, 16, 8, 0);
                Frame deep = new Frame(16, 8, Frame.DEPTH_USHORT, 1)) {
            assertThatThrownBy(() -> JavaCvFrames.of(planar))
                    .isInstanceOfSatisfying(
                            ImageFormatException.class,
                            e -> assertThat(e.actual()).isEqualTo("YUV420P"));
            assertThatThrownBy(() -> JavaCvFrames.tryCopy(deep, share, Fixtures.header(0)))
                    .isInstanceOf(ImageFormatException.class)
                    .hasMessageContaining("depth 16");
            assertThatThrownBy(() -> JavaCvFrames.tryCopy(new Frame(), share, Fixtures.header(0)))
                    .isInstanceOf(ImageFormatException.class);
        }
    }
}
