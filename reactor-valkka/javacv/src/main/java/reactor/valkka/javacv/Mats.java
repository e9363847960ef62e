package reactor.valkka.javacv;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC2;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.HostPicture;
import reactor.valkka.frame.Picture;
import reactor.valkka.frame.PictureFormat;
import reactor.valkka.frame.PictureHeader;
import reactor.valkka.frame.PixelFormat;
import reactor.valkka.pool.PoolShare;

import java.util.function.Function;

/**
 * Pictures as OpenCV sees them.
 *
 * <p><b>Memory:</b> a {@code Mat} made here has no samples of its own, it points into the
 * picture's slot. <b>Ownership:</b> the picture stays with its owner and must stay open for as long
 * as the {@code Mat} is used: once it is closed, the slot is written to again, and a {@code Mat}
 * that looks at it shows another picture. {@link #use} keeps to that by itself; whoever wants to
 * keep samples for longer clones the {@code Mat} or shares the picture. Samples of a picture never
 * change: do not write to the {@code Mat}, a decoder may predict from it.
 *
 * <p><b>Threads:</b> any; nothing is shared between calls. Loads OpenCV when first used.
 *
 * <p><b>Errors:</b> {@link ImageFormatException} for a picture that has no {@code Mat};
 * {@link IllegalStateException} for a closed one.
 */
public final class Mats {
    private Mats() {}

    /**
     * Applies a function to a picture's {@code Mat} and frees the {@code Mat} after it. The picture
     * is borrowed: it stays open and with its owner.
     *
     * <pre>{@code
     * pictures.map(Use.map(picture -> Mats.use(picture, mat -> count(mat))));
     * }</pre>
     *
     * @return what the function returns, which must not point into the {@code Mat}
     */
    public static <T> T use(Picture picture, Function<? super Mat, ? extends T> function) {
        try (Mat mat = of(picture)) {
            return function.apply(mat);
        }
    }

    /**
     * A packed picture as a {@code Mat}, without a copy: {@code BGR24} and {@code RGB24} as {@code
     * CV_8UC3} in that order, {@code GRAY8} as {@code CV_8UC1}, {@code YUYV422} as {@code CV_8UC2}.
     * Of planar pictures each plane has one: {@link #ofPlane}.
     */
    public static Mat of(Picture picture) {
        if (picture.format().planes().size() != 1) {
            throw new ImageFormatException(
                    "a packed picture",
                    picture.format().pixelFormat().toString(),
                    "scale it to BGR24 or GRAY8, or take one of its planes");
        }
        return ofPlane(picture, 0);
    }

    /**
     * One plane as a {@code Mat}, without a copy. Plane 0 of all YUV formats but {@code YUYV422} is
     * the grey picture, {@code CV_8UC1}; the second plane of {@code NV12} is {@code CV_8UC2}.
     */
    public static Mat ofPlane(Picture picture, int index) {
        HostPicture host = HostPictures.of(picture);
        PictureFormat.Plane plane = host.format().planes().get(index);
        int channels = channels(host.format().pixelFormat(), index);
        int type = switch (channels) {
            case 1 -> CV_8UC1;
            case 2 -> CV_8UC2;
            default -> CV_8UC3;
        };
        BytePointer samples = new BytePointer(host.plane(index));
        return new Mat(plane.rows(), plane.rowBytes() / channels, type, samples, plane.stride());
    }

    /**
     * Copies a {@code Mat} to a picture, or returns {@code null} when no slot is free: {@code
     * CV_8UC3} to {@code BGR24}, {@code CV_8UC1} to {@code GRAY8}. The caller owns both.
     */
    public static @Nullable HostPicture tryCopy(Mat mat, PoolShare share, PictureHeader header) {
        boolean known = mat.type() == CV_8UC3 || mat.type() == CV_8UC1;
        if (!known || mat.dims() != 2) {
            throw new ImageFormatException(
                    "a Mat CV_8UC1 or CV_8UC3",
                    mat.dims() + " dimensions of type " + mat.type(),
                    "convert it");
        }
        PixelFormat format = mat.type() == CV_8UC3 ? PixelFormat.BGR24 : PixelFormat.GRAY8;
        int stride = Math.toIntExact(mat.step());
        try (BytePointer samples = mat.data()) {
            samples.capacity((long) stride * (mat.rows() - 1) + (long) mat.cols() * mat.channels());
            return HostPictures.tryCopy(
                    samples.asByteBuffer(), stride, format, mat.cols(), mat.rows(), share, header);
        }
    }

    private static int channels(PixelFormat format, int plane) {
        return switch (format) {
            case BGR24, RGB24 -> 3;
            case YUYV422 -> 2;
            case NV12 -> plane == 0 ? 1 : 2;
            case YUV420P, YUV422P, YUV444P, GRAY8 -> 1;
        };
    }
}
