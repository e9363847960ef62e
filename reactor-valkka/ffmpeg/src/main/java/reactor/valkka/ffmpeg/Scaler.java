package reactor.valkka.ffmpeg;

import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.ColorMatrix;
import reactor.valkka.frame.ColorRange;
import reactor.valkka.frame.HostPicture;
import reactor.valkka.frame.PictureFormat;
import reactor.valkka.frame.PictureHeader;
import reactor.valkka.frame.PixelFormat;
import reactor.valkka.pool.FrameBuffer;

/**
 * Scales pictures through libswscale. Its context is kept as long as the source stays the same. One
 * thread at a time.
 */
final class Scaler implements AutoCloseable {
    private static final int PLANES_MAX = 4;
    private static final int LINES_OF_BT601_MAX = 576;
    private static final int CONTRAST_ONE = 1 << 16;

    /** Assembly code writes whole vectors, up to this many bytes. */
    private static final int VECTOR_BYTES = 64;

    private static final int VECTOR_PIXELS = 32;

    private final PictureFormat target;
    private final ScaleFilter filter;
    private final NativeView view = new NativeView();
    private final Pointer arrays = avutil.av_mallocz(2 * PLANES_MAX * (Long.BYTES + Integer.BYTES));
    private final PointerPointer<Pointer> sourceData = new PointerPointer<>(arrays);
    private final PointerPointer<Pointer> targetData = new PointerPointer<>(at(PLANES_MAX * 8));
    private final IntPointer sourceStrides = new IntPointer(at(PLANES_MAX * 16));
    private final IntPointer targetStrides = new IntPointer(at(PLANES_MAX * 20));
    private final PictureLayout aligned;
    private final boolean direct;
    private @Nullable Pointer scratch;
    private @Nullable SwsContext context;
    private @Nullable PictureFormat source;
    private @Nullable PictureFormat result;
    private boolean closed;

    Scaler(PictureFormat target, ScaleFilter filter) {
        this.target = target;
        this.filter = filter;
        aligned = PictureLayout.of(target.pixelFormat(), target.width(), target.height());
        direct = isRoomy(target);
    }

    private Pointer at(long offset) {
        return new NativeView().at(arrays.address() + offset);
    }

    /** True if whole vectors can be written without touching what lies behind a row. */
    private static boolean isRoomy(PictureFormat format) {
        if (format.planes().size() == 1 && format.width() % VECTOR_PIXELS == 0) {
            return true;
        }
        for (PictureFormat.Plane plane : format.planes()) {
            if (plane.stride() % VECTOR_BYTES != 0) {
                return false;
            }
        }
        return true;
    }

    /** Scales into a slot and publishes it; the source stays open. */
    HostPicture scale(HostPicture picture, FrameBuffer slot) {
        try (slot) {
            prepare(picture.format());
            long from = picture.slab().address(NativeView::addressOf) + picture.slabOffset();
            long into = slot.slab().address(NativeView::addressOf) + slot.slabOffset();
            for (int i = 0; i < picture.format().planes().size(); i++) {
                PictureFormat.Plane plane = picture.format().planes().get(i);
                put(sourceData, sourceStrides, i, from + plane.offset(), plane.stride());
            }
            Pointer between = scratch;
            for (int i = 0; i < target.planes().size(); i++) {
                PictureFormat.Plane plane = target.planes().get(i);
                if (between == null) {
                    put(targetData, targetStrides, i, into + plane.offset(), plane.stride());
                } else {
                    long offset = between.address() + aligned.offsets().of(i);
                    put(targetData, targetStrides, i, offset, aligned.strides().of(i));
                }
            }
            int rows = swscale.sws_scale(
                    context,
                    sourceData,
                    sourceStrides,
                    0,
                    picture.format().height(),
                    targetData,
                    targetStrides);
            AvError.check("sws_scale", rows, "a picture of " + picture.stream());
            if (between != null) {
                copyRows(between.address(), into);
            }
            slot.length(target.slotBytes());
            PictureHeader header = picture.header();
            return HostPicture.of(slot, header, made());
        }
    }

    private void put(
            PointerPointer<Pointer> data, IntPointer strides, int i, long address, int stride) {
        view.at(data.address()).putLong((long) Long.BYTES * i, address);
        view.at(strides.address()).putInt((long) Integer.BYTES * i, stride);
    }

    private void copyRows(long from, long into) {
        NativeView to = new NativeView();
        for (int i = 0; i < target.planes().size(); i++) {
            PictureFormat.Plane plane = target.planes().get(i);
            avutil.av_image_copy_plane(
                    to.at(into + plane.offset()),
                    plane.stride(),
                    view.at(from + aligned.offsets().of(i)),
                    aligned.strides().of(i),
                    plane.rowBytes(),
                    plane.rows());
        }
    }

    private PictureFormat made() {
        PictureFormat known = result;
        if (known == null) {
            throw new IllegalStateException("The scaler is not prepared");
        }
        return known;
    }

    private void prepare(PictureFormat format) {
        if (format.equals(source)) {
            return;
        }
        free();
        context = swscale.sws_getContext(
                format.width(),
                format.height(),
                PixelFormats.avFormat(format.pixelFormat()),
                target.width(),
                target.height(),
                PixelFormats.avFormat(target.pixelFormat()),
                filter.flag() | swscale.SWS_ACCURATE_RND,
                null,
                null,
                (DoublePointer) null);
        if (context == null) {
            throw new AvError("sws_getContext", avutil.AVERROR_EINVAL(), describe(format));
        }
        ColorMatrix from = matrix(format);
        ColorMatrix to = target.colorMatrix() == ColorMatrix.UNSPECIFIED
                        || target.colorMatrix() == ColorMatrix.RGB
                ? from
                : target.colorMatrix();
        swscale.sws_setColorspaceDetails(
                context,
                swscale.sws_getCoefficients(coefficients(from)),
                range(format),
                swscale.sws_getCoefficients(coefficients(to)),
                range(target),
                0,
                CONTRAST_ONE,
                CONTRAST_ONE);
        scratch = direct ? null : avutil.av_malloc(aligned.slotBytes());
        source = format;
        result = resultOf(format);
    }

    private String describe(PictureFormat format) {
        return format.width() + "×" + format.height() + " " + format.pixelFormat() + " to "
                + target.width() + "×" + target.height() + " " + target.pixelFormat();
    }

    /** The matrix that a source means, its guess included. */
    private static ColorMatrix matrix(PictureFormat format) {
        ColorMatrix named = format.colorMatrix();
        if (named != ColorMatrix.UNSPECIFIED && named != ColorMatrix.RGB) {
            return named;
        }
        return format.height() <= LINES_OF_BT601_MAX ? ColorMatrix.BT601 : ColorMatrix.BT709;
    }

    private static int coefficients(ColorMatrix matrix) {
        return switch (matrix) {
            case BT709 -> swscale.SWS_CS_ITU709;
            case BT2020 -> swscale.SWS_CS_BT2020;
            default -> swscale.SWS_CS_ITU601;
        };
    }

    private static int range(PictureFormat format) {
        return format.colorRange() == ColorRange.FULL ? 1 : 0;
    }

    /** The target, with the matrix and turn of its source, and pixels as wide as they became. */
    private PictureFormat resultOf(PictureFormat format) {
        boolean yuv = target.pixelFormat() == PixelFormat.YUV420P;
        boolean inherits = yuv && target.colorMatrix() == ColorMatrix.UNSPECIFIED;
        long width = (long) format.sampleAspectWidth() * format.width() * target.height();
        long height = (long) format.sampleAspectHeight() * format.height() * target.width();
        long common = gcd(width, height);
        boolean exact = width / common <= Integer.MAX_VALUE && height / common <= Integer.MAX_VALUE;
        return new PictureFormat(
                target.pixelFormat(),
                target.width(),
                target.height(),
                target.planes(),
                inherits ? format.colorMatrix() : target.colorMatrix(),
                target.colorRange(),
                exact ? (int) (width / common) : 1,
                exact ? (int) (height / common) : 1,
                format.rotationDegrees());
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    private void free() {
        source = null;
        if (context != null) {
            swscale.sws_freeContext(context);
            context = null;
        }
        if (scratch != null) {
            avutil.av_free(scratch);
            scratch = null;
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            free();
            avutil.av_free(arrays);
        }
    }
}
