package reactor.valkka.javacv;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.HostPicture;
import reactor.valkka.frame.Picture;
import reactor.valkka.frame.PictureFormat;
import reactor.valkka.frame.PictureHeader;
import reactor.valkka.frame.PixelFormat;
import reactor.valkka.pool.PoolShare;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.nio.ByteBuffer;

/**
 * Pictures as {@code BufferedImage}s, and back: for snapshots, Swing and {@code ImageIO}.
 *
 * <p><b>Memory:</b> always a copy, which is independent of the picture; an image is on the heap.
 * <b>Ownership:</b> the picture is borrowed and stays with its owner.
 *
 * <p><b>Threads:</b> any. Colours are converted in plain Java, some 10 ms for a picture of
 * 1920×1080: put {@code Scale} before it where many are wanted.
 *
 * <p><b>Errors:</b> {@link IllegalStateException} for a closed picture.
 */
public final class BufferedImages {
    private BufferedImages() {}

    /** A copy: {@code TYPE_BYTE_GRAY} of {@code GRAY8}, {@code TYPE_3BYTE_BGR} of all others. */
    public static BufferedImage copyOf(Picture picture) {
        HostPicture host = HostPictures.of(picture);
        PictureFormat format = host.format();
        boolean gray = format.pixelFormat() == PixelFormat.GRAY8;
        BufferedImage image = new BufferedImage(
                format.width(),
                format.height(),
                gray ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
        byte[] target = samples(image);
        switch (format.pixelFormat()) {
            case GRAY8, BGR24 -> HostPictures.copyTight(host, ByteBuffer.wrap(target));
            case RGB24 -> {
                HostPictures.copyTight(host, ByteBuffer.wrap(target));
                swapRedAndBlue(target);
            }
            default -> new YuvToBgr(host).convert(target);
        }
        return image;
    }

    /**
     * Copies an image to a {@code GRAY8} or {@code BGR24} picture, or returns {@code null} when no
     * slot is free. Images of other types are drawn to {@code TYPE_3BYTE_BGR} first.
     */
    public static @Nullable HostPicture tryCopy(
            BufferedImage image, PoolShare share, PictureHeader header) {
        BufferedImage packed = isPacked(image) ? image : draw(image);
        boolean gray = packed.getType() == BufferedImage.TYPE_BYTE_GRAY;
        int width = image.getWidth();
        return HostPictures.tryCopy(
                ByteBuffer.wrap(samples(packed)),
                gray ? width : 3 * width,
                gray ? PixelFormat.GRAY8 : PixelFormat.BGR24,
                width,
                image.getHeight(),
                share,
                header);
    }

    /** True if the rows of an image of ours follow each other; those of a sub-image do not. */
    private static boolean isPacked(BufferedImage image) {
        int pixelBytes = switch (image.getType()) {
            case BufferedImage.TYPE_BYTE_GRAY -> 1;
            case BufferedImage.TYPE_3BYTE_BGR -> 3;
            default -> 0;
        };
        return pixelBytes > 0
                && samples(image).length == image.getWidth() * image.getHeight() * pixelBytes;
    }

    private static BufferedImage draw(BufferedImage image) {
        BufferedImage drawn = new BufferedImage(
                image.getWidth(), image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = drawn.createGraphics();
        graphics.drawImage(image, 0, 0, null);
        graphics.dispose();
        return drawn;
    }

    private static byte[] samples(BufferedImage image) {
        return ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    }

    private static void swapRedAndBlue(byte[] pixels) {
        for (int i = 0; i + 2 < pixels.length; i += 3) {
            byte first = pixels[i];
            pixels[i] = pixels[i + 2];
            pixels[i + 2] = first;
        }
    }
}
