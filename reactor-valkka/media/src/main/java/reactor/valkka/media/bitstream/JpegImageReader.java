package reactor.valkka.media.bitstream;

import reactor.valkka.frame.Bytes;

import java.nio.ByteBuffer;

/** Reads the segments of an image up to its coded data. */
final class JpegImageReader {
    private static final int START_OF_IMAGE = 0xFFD8;
    private static final int BASELINE = 0xC0;
    private static final int HUFFMAN = 0xC4;
    private static final int LAST_FRAME_TYPE = 0xCF;
    private static final int START_OF_SCAN = 0xDA;
    private static final int QUANTIZATION = 0xDB;
    private static final int RESTART_INTERVAL = 0xDD;
    private static final int COMPONENTS = 3;
    private static final int COMPONENT_BYTES = 3;
    private static final int FRAME_BYTES = 6 + COMPONENTS * COMPONENT_BYTES;
    private static final int LENGTHS = 16;

    private final ByteBuffer image;
    private final byte[][] tables = new byte[4][];
    private final int[] tableOf = new int[COMPONENTS];
    private int width;
    private int height;
    private boolean halfHeight;
    private int restartInterval;

    JpegImageReader(ByteBuffer image) {
        this.image = image;
    }

    JpegImage read() {
        int at = image.position();
        if (image.remaining() < Short.BYTES || (image.getShort(at) & 0xFFFF) != START_OF_IMAGE) {
            throw malformed(at, "a start of image", image.remaining());
        }
        at += Short.BYTES;
        while (image.limit() - at >= 2 * Short.BYTES) {
            int marker = image.get(at + 1) & 0xFF;
            if (image.get(at) != (byte) 0xFF) {
                throw malformed(at, "a marker", image.get(at));
            }
            if (marker == 0xFF) {
                at++;
                continue;
            }
            int from = at + 2 * Short.BYTES;
            int length = image.getShort(at + Short.BYTES) & 0xFFFF;
            int to = at + Short.BYTES + length;
            if (length < Short.BYTES || to > image.limit()) {
                throw malformed(at, "a segment within the image", length);
            }
            if (marker == START_OF_SCAN) {
                return scan(to);
            }
            segment(marker, from, to);
            at = to;
        }
        throw malformed(at, "a scan", image.limit() - at);
    }

    private void segment(int marker, int from, int to) {
        if (marker == BASELINE) {
            frame(from, to);
        } else if (marker == HUFFMAN) {
            huffman(from, to);
        } else if (marker == QUANTIZATION) {
            quantization(from, to);
        } else if (marker == RESTART_INTERVAL && to - from >= Short.BYTES) {
            restartInterval = image.getShort(from) & 0xFFFF;
        } else if (marker > BASELINE && marker <= LAST_FRAME_TYPE) {
            throw malformed(from, "a baseline frame", marker);
        }
    }

    private void frame(int from, int to) {
        if (to - from < FRAME_BYTES || image.get(from + 5) != COMPONENTS) {
            throw malformed(from, "three components", to - from);
        }
        height = image.getShort(from + 1) & 0xFFFF;
        width = image.getShort(from + 3) & 0xFFFF;
        int luma = image.get(from + 7) & 0xFF;
        halfHeight = luma == 0x22;
        boolean known = luma == 0x21 || luma == 0x22;
        for (int i = 0; i < COMPONENTS; i++) {
            int at = from + 6 + i * COMPONENT_BYTES;
            known &= i == 0 || image.get(at + 1) == 0x11;
            tableOf[i] = image.get(at + 2) & 0xFF;
        }
        if (!known || width == 0 || height == 0 || image.get(from) != Byte.SIZE) {
            throw malformed(from, "8 bits, a size, and 4:2:2 or 4:2:0", luma);
        }
    }

    private void quantization(int from, int to) {
        int at = from;
        while (at < to) {
            int number = image.get(at++) & 0xFF;
            if (number >= tables.length || to - at < JpegImage.TABLE_BYTES) {
                throw malformed(at, "a quantization table of 8 bits", number);
            }
            byte[] table = new byte[JpegImage.TABLE_BYTES];
            image.get(at, table);
            tables[number] = table;
            at += table.length;
        }
    }

    private void huffman(int from, int to) {
        int at = from;
        while (at < to) {
            int values = 0;
            for (int i = 1; i <= LENGTHS && at + i < to; i++) {
                values += image.get(at + i) & 0xFF;
            }
            int length = 1 + LENGTHS + values;
            if (length > to - at || !JpegTables.isUsual(image, at, length)) {
                throw malformed(at, "a usual Huffman table", length);
            }
            at += length;
        }
    }

    private JpegImage scan(int from) {
        byte[] luma = table(0);
        byte[] chroma = table(1);
        if (width == 0 || luma.length == 0 || chroma.length == 0 || tableOf[1] != tableOf[2]) {
            throw malformed(from, "a frame and two quantization tables before the scan", width);
        }
        byte[] both = new byte[2 * JpegImage.TABLE_BYTES];
        System.arraycopy(luma, 0, both, 0, luma.length);
        System.arraycopy(chroma, 0, both, luma.length, chroma.length);
        return new JpegImage(
                width,
                height,
                halfHeight,
                restartInterval,
                Bytes.copyOf(both),
                from,
                image.limit());
    }

    private byte[] table(int component) {
        int number = tableOf[component];
        byte[] table = number < tables.length ? tables[number] : null;
        return table == null ? new byte[0] : table;
    }

    private MalformedBitstreamException malformed(int at, String expected, long actual) {
        return new MalformedBitstreamException(
                JpegImage.NAME, at - image.position(), expected, actual);
    }
}
