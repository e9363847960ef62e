package reactor.valkka.javacv;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import reactor.valkka.frame.ColorMatrix;
import reactor.valkka.frame.ColorRange;
import reactor.valkka.frame.HostPicture;
import reactor.valkka.frame.PictureFormat;
import reactor.valkka.frame.PixelFormat;
import reactor.valkka.pool.FramePool;
import reactor.valkka.pool.PoolShare;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Objects;

class BufferedImagesTest {
    private final FramePool pool = Fixtures.pool(4);
    private final PoolShare share = pool.share(Fixtures.STREAM, 0);

    @AfterEach
    void everySlotIsBack() {
        assertThat(pool.openSlots()).describedAs(pool.openSlotsReport()).isZero();
    }

    @Test
    void outlivesThePicture() {
        HostPicture picture = Fixtures.drawn(share, PixelFormat.GRAY8, 30, 20, 0);
        BufferedImage image = BufferedImages.copyOf(picture);
        picture.close();
        assertThat(image.getRaster().getSample(9, 5, 0)).isEqualTo(16 * 5 + 9);
    }

    @Test
    void redIsRedInEveryPixelFormat() {
        for (PixelFormat pixels :
                List.of(PixelFormat.YUV420P, PixelFormat.YUV422P, PixelFormat.YUV444P)) {
            assertRed(format(pixels, ColorMatrix.BT601, ColorRange.LIMITED), 81, 90, 240);
        }
        assertRed(format(PixelFormat.NV12, ColorMatrix.BT601, ColorRange.LIMITED), 81, 90, 240);
        assertRed(
                format(PixelFormat.YUYV422, ColorMatrix.BT601, ColorRange.LIMITED),
                81,
                90,
                81,
                240);
        assertRed(format(PixelFormat.RGB24, ColorMatrix.RGB, ColorRange.FULL), 255, 0, 0);
        assertRed(format(PixelFormat.BGR24, ColorMatrix.RGB, ColorRange.FULL), 0, 0, 255);
    }

    @Test
    void matrixAndRangeOfTheStreamAreKept() {
        assertRed(format(PixelFormat.YUV444P, ColorMatrix.BT709, ColorRange.LIMITED), 63, 102, 240);
        assertRed(format(PixelFormat.YUV444P, ColorMatrix.BT601, ColorRange.FULL), 76, 85, 255);
        assertRed(format(PixelFormat.YUV444P, ColorMatrix.BT2020, ColorRange.LIMITED), 74, 97, 240);
    }

    @Test
    void comesBackTheSameByACopy() {
        BufferedImage image = new BufferedImage(10, 6, BufferedImage.TYPE_3BYTE_BGR);
        image.setRGB(7, 4, 0x102030);
        assertThat(roundTrip(image).getRGB(7, 4)).isEqualTo(0xFF102030);
        BufferedImage part = image.getSubimage(4, 2, 5, 4);
        assertThat(roundTrip(part).getRGB(3, 2)).isEqualTo(0xFF102030);
    }

    @Test
    void takesImagesOfOtherTypesByDrawingThem() {
        BufferedImage image = new BufferedImage(10, 6, BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.GREEN);
        graphics.fillRect(0, 0, 10, 6);
        graphics.dispose();
        assertThat(roundTrip(image).getRGB(9, 5)).isEqualTo(Color.GREEN.getRGB());
    }

    private BufferedImage roundTrip(BufferedImage image) {
        try (HostPicture picture =
                Objects.requireNonNull(BufferedImages.tryCopy(image, share, Fixtures.header(0)))) {
            return BufferedImages.copyOf(picture);
        }
    }

    private void assertRed(PictureFormat format, int... samples) {
        try (HostPicture picture = Fixtures.flat(share, format, samples)) {
            Color color = new Color(BufferedImages.copyOf(picture).getRGB(9, 5));
            assertThat(color.getRed()).describedAs("red of %s", format).isGreaterThan(250);
            assertThat(color.getGreen()).describedAs("green of %s", format).isLessThan(5);
            assertThat(color.getBlue()).describedAs("blue of %s", format).isLessThan(5);
        }
    }

    private static PictureFormat format(PixelFormat pixels, ColorMatrix matrix, ColorRange range) {
        PictureFormat plain = PictureFormat.of(pixels, 30, 20, 64);
        return new PictureFormat(pixels, 30, 20, plain.planes(), matrix, range, 1, 1, 0);
    }
}
