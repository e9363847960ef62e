package reactor.valkka.frame;

import java.util.ArrayList;
import java.util.List;

/**
 * How a picture lies in its slot and how it is to be shown.
 *
 * @param pixelFormat how the samples lie in memory
 * @param width shown width in pixels
 * @param height shown height in pixels
 * @param planes where each plane lies
 * @param colorMatrix how to make red, green and blue of it
 * @param colorRange which values stand for black and white
 * @param sampleAspectWidth width of a pixel relative to its height, 1 where unknown
 * @param sampleAspectHeight height of a pixel relative to its width, 1 where unknown
 * @param rotationDegrees clockwise rotation to show it upright: 0, 90, 180 or 270
 */
public record PictureFormat(
        PixelFormat pixelFormat,
        int width,
        int height,
        List<Plane> planes,
        ColorMatrix colorMatrix,
        ColorRange colorRange,
        int sampleAspectWidth,
        int sampleAspectHeight,
        int rotationDegrees) {

    /**
     * Where a plane lies in the slot.
     *
     * @param offset of its first sample, in bytes
     * @param stride bytes from one row to the next
     * @param rowBytes bytes of a row that carry pixels
     * @param rows number of rows
     */
    public record Plane(int offset, int stride, int rowBytes, int rows) {

        /** The first byte after the plane, the gap behind its last row not counted. */
        public int end() {
            return rows == 0 ? offset : offset + (rows - 1) * stride + rowBytes;
        }
    }

    /** Checks and copies. */
    public PictureFormat {
        if (width <= 0 || height <= 0) {
            throw new IllegalArgumentException(
                    "A picture needs a positive size, got " + width + "×" + height);
        }
        planes = List.copyOf(planes);
        if (planes.size() != pixelFormat.planes()) {
            throw new IllegalArgumentException(
                    pixelFormat + " has " + pixelFormat.planes() + " planes, got " + planes.size());
        }
    }

    /**
     * A picture whose planes follow each other, each row on a multiple of some bytes.
     *
     * @param rowAlignment strides are multiples of it: 1 for tight rows as numerical code wants
     *     them, 64 for native code
     */
    public static PictureFormat of(
            PixelFormat pixelFormat, int width, int height, int rowAlignment) {
        List<Plane> planes = new ArrayList<>(pixelFormat.planes());
        int offset = 0;
        for (int i = 0; i < pixelFormat.planes(); i++) {
            int rowBytes = pixelFormat.rowBytes(i, width);
            int stride = (rowBytes + rowAlignment - 1) / rowAlignment * rowAlignment;
            int rows = pixelFormat.rows(i, height);
            planes.add(new Plane(offset, stride, rowBytes, rows));
            offset += stride * rows;
        }
        ColorMatrix matrix = switch (pixelFormat) {
            case RGB24, BGR24 -> ColorMatrix.RGB;
            default -> ColorMatrix.UNSPECIFIED;
        };
        ColorRange range = matrix == ColorMatrix.RGB || pixelFormat == PixelFormat.GRAY8
                ? ColorRange.FULL
                : ColorRange.LIMITED;
        return new PictureFormat(pixelFormat, width, height, planes, matrix, range, 1, 1, 0);
    }

    /** Bytes from the start of the slot to the end of the last plane. */
    public int slotBytes() {
        int end = 0;
        for (Plane plane : planes) {
            end = Math.max(end, plane.offset() + plane.stride() * plane.rows());
        }
        return end;
    }
}
