package reactor.valkka.media.bitstream;

import reactor.valkka.frame.Bytes;

import java.nio.ByteBuffer;

/**
 * A baseline JPEG image in parts, as RTP carries it.
 *
 * <p><b>Source:</b> ITU-T T.81 annex B.
 *
 * @param width in pixels
 * @param height in pixels
 * @param halfHeight whether the colour has half the height of the picture, as it has half the width
 * @param restartInterval blocks between restart markers, 0 without them
 * @param quantization the tables of luma and of chroma, in zigzag order, 8 bits each
 * @param scanStart index of the first byte of coded data in the buffer that was read
 * @param scanEnd index behind the last byte of coded data, its end marker included if there is one
 */
public record JpegImage(
        int width,
        int height,
        boolean halfHeight,
        int restartInterval,
        Bytes quantization,
        int scanStart,
        int scanEnd) {

    /** Bytes of one quantization table. */
    public static final int TABLE_BYTES = 64;

    static final String NAME = "JPEG image";

    /**
     * Reads an image that lies between position and limit, which stay as they are.
     *
     * @throws MalformedBitstreamException if it is no image, or one that RTP cannot carry: it must
     *     be baseline, with three components in 4:2:2 or 4:2:0 and the usual Huffman tables
     */
    public static JpegImage parse(ByteBuffer image) {
        return new JpegImageReader(image).read();
    }
}
