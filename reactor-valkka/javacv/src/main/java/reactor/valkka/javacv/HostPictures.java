package reactor.valkka.javacv;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.HostPicture;
import reactor.valkka.frame.Picture;
import reactor.valkka.frame.PictureFormat;
import reactor.valkka.frame.PictureHeader;
import reactor.valkka.frame.PixelFormat;
import reactor.valkka.pool.FrameBuffer;
import reactor.valkka.pool.PoolShare;

import java.nio.ByteBuffer;

/** What all bridges do with pictures whose samples the processor reads. */
final class HostPictures {
    static final int ROW_ALIGNMENT = 64;

    private HostPictures() {}

    static HostPicture of(Picture picture) {
        if (picture instanceof HostPicture host) {
            return host;
        }
        throw new ImageFormatException(
                "a picture in host memory",
                picture.getClass().getSimpleName(),
                "download it first");
    }

    /**
     * Copies rows of a packed image to a slot, or returns {@code null} when no slot is free.
     *
     * @param source from the first byte of the first row on
     * @param sourceStride bytes from one row to the next
     */
    static @Nullable HostPicture tryCopy(
            ByteBuffer source,
            int sourceStride,
            PixelFormat pixelFormat,
            int width,
            int height,
            PoolShare share,
            PictureHeader header) {
        PictureFormat format = PictureFormat.of(pixelFormat, width, height, ROW_ALIGNMENT);
        FrameBuffer buffer = share.tryAcquire(format.slotBytes());
        if (buffer == null) {
            return null;
        }
        PictureFormat.Plane plane = format.planes().get(0);
        ByteBuffer target = buffer.bytes();
        for (int row = 0; row < plane.rows(); row++) {
            int from = source.position() + row * sourceStride;
            target.put(plane.offset() + row * plane.stride(), source, from, plane.rowBytes());
        }
        target.position(format.slotBytes());
        return HostPicture.of(buffer, header, format);
    }

    /** Copies all planes without gaps, as code that computes its own strides wants them. */
    static void copyTight(HostPicture picture, ByteBuffer target) {
        for (int i = 0; i < picture.format().planes().size(); i++) {
            PictureFormat.Plane plane = picture.format().planes().get(i);
            ByteBuffer samples = picture.plane(i);
            for (int row = 0; row < plane.rows(); row++) {
                int from = row * plane.stride();
                target.put(target.position(), samples, from, plane.rowBytes());
                target.position(target.position() + plane.rowBytes());
            }
        }
    }
}
