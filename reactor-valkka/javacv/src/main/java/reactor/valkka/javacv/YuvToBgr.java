package reactor.valkka.javacv;

import reactor.valkka.frame.ColorMatrix;
import reactor.valkka.frame.ColorRange;
import reactor.valkka.frame.HostPicture;
import reactor.valkka.frame.PictureFormat;

import java.nio.ByteBuffer;

/**
 * Turns luma and chroma into blue, green and red, in fixed point of 16 bits; chroma is repeated,
 * not interpolated. Source: ITU-R BT.601-7 §2.5, BT.709-6 §3, BT.2020-2 table 4.
 */
final class YuvToBgr {
    private static final int ONE = 1 << 16;
    private static final int LINES_OF_BT601 = 576;

    private final PictureFormat format;
    private final ByteBuffer[] planes;
    private final int lumaOffset;
    private final int lumaGain;
    private final int redOfV;
    private final int greenOfU;
    private final int greenOfV;
    private final int blueOfU;

    YuvToBgr(HostPicture picture) {
        format = picture.format();
        planes = new ByteBuffer[format.planes().size()];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = picture.plane(i);
        }
        double red = redWeight();
        double blue = blueWeight();
        boolean full = format.colorRange() == ColorRange.FULL;
        double chroma = full ? 1 : 255.0 / 224;
        lumaOffset = full ? 0 : 16;
        lumaGain = fixed(full ? 1 : 255.0 / 219);
        redOfV = fixed(2 * (1 - red) * chroma);
        blueOfU = fixed(2 * (1 - blue) * chroma);
        greenOfU = fixed(2 * (1 - blue) * blue / (1 - red - blue) * chroma);
        greenOfV = fixed(2 * (1 - red) * red / (1 - red - blue) * chroma);
    }

    void convert(byte[] bgr) {
        int at = 0;
        for (int y = 0; y < format.height(); y++) {
            for (int x = 0; x < format.width(); x++) {
                int luma = (luma(x, y) - lumaOffset) * lumaGain + ONE / 2;
                int u = chroma(x, y, 0) - 128;
                int v = chroma(x, y, 1) - 128;
                bgr[at++] = clamp(luma + blueOfU * u);
                bgr[at++] = clamp(luma - greenOfU * u - greenOfV * v);
                bgr[at++] = clamp(luma + redOfV * v);
            }
        }
    }

    private int luma(int x, int y) {
        return switch (format.pixelFormat()) {
            case YUYV422 -> sample(0, 2 * x, y);
            default -> sample(0, x, y);
        };
    }

    private int chroma(int x, int y, int which) {
        return switch (format.pixelFormat()) {
            case YUV420P -> sample(1 + which, x / 2, y / 2);
            case YUV422P -> sample(1 + which, x / 2, y);
            case YUV444P -> sample(1 + which, x, y);
            case NV12 -> sample(1, x / 2 * 2 + which, y / 2);
            case YUYV422 -> sample(0, x / 2 * 4 + 1 + 2 * which, y);
            case RGB24, BGR24, GRAY8 ->
                throw new IllegalStateException(format.pixelFormat() + " has no chroma");
        };
    }

    private int sample(int plane, int x, int y) {
        return planes[plane].get(y * format.planes().get(plane).stride() + x) & 0xFF;
    }

    private double redWeight() {
        return switch (matrix()) {
            case BT709 -> 0.2126;
            case BT2020 -> 0.2627;
            default -> 0.299;
        };
    }

    private double blueWeight() {
        return switch (matrix()) {
            case BT709 -> 0.0722;
            case BT2020 -> 0.0593;
            default -> 0.114;
        };
    }

    private ColorMatrix matrix() {
        boolean guess = format.colorMatrix() == ColorMatrix.UNSPECIFIED;
        return guess && format.height() > LINES_OF_BT601 ? ColorMatrix.BT709 : format.colorMatrix();
    }

    private static int fixed(double factor) {
        return (int) Math.round(factor * ONE);
    }

    private static byte clamp(int fixedPoint) {
        return (byte) Math.max(0, Math.min(255, fixedPoint >> 16));
    }
}
