package reactor.valkka.frame;

/** How the samples of a picture lie in memory. */
public enum PixelFormat {
    /** Three planes: luma, then both chroma planes at half width and half height. */
    YUV420P(3),
    /** Three planes: luma, then both chroma planes at half width. */
    YUV422P(3),
    /** Three planes of the same size: luma and both chroma planes. */
    YUV444P(3),
    /** Two planes: luma, then U and V interleaved at half width and half height. */
    NV12(2),
    /** One plane: Y U Y V, two pixels in four bytes. */
    YUYV422(1),
    /** One plane: red, green, blue, a byte each. */
    RGB24(1),
    /** One plane: blue, green, red, a byte each, as OpenCV has it. */
    BGR24(1),
    /** One plane: luma. */
    GRAY8(1);

    private final int planes;

    PixelFormat(int planes) {
        this.planes = planes;
    }

    /** Number of planes. */
    public int planes() {
        return planes;
    }

    /** Bytes of one row of a plane that carry pixels, at a picture width. */
    public int rowBytes(int plane, int width) {
        int halfWidth = (width + 1) / 2;
        return switch (this) {
            case YUV420P, YUV422P -> plane == 0 ? width : halfWidth;
            case YUV444P, GRAY8 -> width;
            case NV12 -> plane == 0 ? width : 2 * halfWidth;
            case YUYV422 -> 4 * halfWidth;
            case RGB24, BGR24 -> 3 * width;
        };
    }

    /** Rows of a plane, at a picture height. */
    public int rows(int plane, int height) {
        boolean halved = plane > 0 && (this == YUV420P || this == NV12);
        return halved ? (height + 1) / 2 : height;
    }
}
