package reactor.valkka.ffmpeg;

import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.global.avcodec;

import reactor.valkka.frame.PixelFormat;

/**
 * How a decoder wants its pictures in a slot: the coded size with the borders that its assembly
 * code writes to, strides on multiples of 64 bytes.
 *
 * @param pixelFormat how the samples lie
 * @param width coded width, aligned
 * @param height coded height, aligned
 * @param offsets of the planes, three; 0 for those that do not exist
 * @param strides of the planes, three
 * @param slotBytes of all planes and the gaps behind them
 */
record PictureLayout(
        PixelFormat pixelFormat,
        int width,
        int height,
        Planes offsets,
        Planes strides,
        int slotBytes) {
    private static final int ALIGNMENT_BYTES = 64;
    private static final int OVERREAD_BYTES = 64;

    /** A number for each plane. */
    record Planes(int first, int second, int third) {
        int of(int plane) {
            return plane == 0 ? first : plane == 1 ? second : third;
        }
    }

    /** What a codec context needs for pictures of some size. */
    static PictureLayout of(
            AVCodecContext context, PixelFormat pixelFormat, int width, int height) {
        int[] alignedWidth = {width};
        int[] alignedHeight = {height};
        avcodec.avcodec_align_dimensions2(
                context, alignedWidth, alignedHeight, new int[avcodecPlanes()]);
        return of(pixelFormat, alignedWidth[0], alignedHeight[0]);
    }

    private static int avcodecPlanes() {
        return 8;
    }

    static PictureLayout of(PixelFormat pixelFormat, int width, int height) {
        int[] offsets = new int[3];
        int[] strides = new int[3];
        int luma = pixelFormat.rowBytes(0, width);
        boolean halved = pixelFormat.planes() == 3 && pixelFormat.rowBytes(1, width) < luma;
        int at = 0;
        for (int plane = 0; plane < pixelFormat.planes(); plane++) {
            int lumaAlignment = halved && plane == 0 ? 2 * ALIGNMENT_BYTES : ALIGNMENT_BYTES;
            strides[plane] = align(pixelFormat.rowBytes(plane, width), lumaAlignment);
            if (halved && plane > 0) {
                strides[plane] = strides[0] / 2;
            }
            offsets[plane] = at;
            at += strides[plane] * pixelFormat.rows(plane, height) + OVERREAD_BYTES;
        }
        return new PictureLayout(
                pixelFormat,
                width,
                height,
                new Planes(offsets[0], offsets[1], offsets[2]),
                new Planes(strides[0], strides[1], strides[2]),
                at);
    }

    private static int align(int bytes, int alignment) {
        return (bytes + alignment - 1) / alignment * alignment;
    }
}
