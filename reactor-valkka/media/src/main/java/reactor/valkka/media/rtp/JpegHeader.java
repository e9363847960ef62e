package reactor.valkka.media.rtp;

import reactor.valkka.media.bitstream.JpegImage;
import reactor.valkka.media.bitstream.JpegTables;

import java.nio.ByteBuffer;

/**
 * Writes the header of a JPEG image that RTP leaves out: tables, size, scan.
 *
 * <p><b>Source:</b> RFC 2435 §4.1, appendix B; ITU-T T.81 annex B; JFIF 1.02 for the first segment,
 * by which decoders know the colours.
 */
final class JpegHeader {
    /** Bytes of a header at most: with four tables of 16 bits. */
    static final int BYTES_MAX = 1_200;

    private static final int TABLES_USED = 2;
    private static final int COMPONENTS = 3;
    private static final int JFIF = 0xFFE0;
    private static final int QUANTIZATION = 0xFFDB;
    private static final int RESTART_INTERVAL = 0xFFDD;
    private static final int BASELINE = 0xFFC0;
    private static final int EXTENDED = 0xFFC1;
    private static final int HUFFMAN = 0xFFC4;
    private static final int SCAN = 0xFFDA;
    private static final int START_OF_IMAGE = 0xFFD8;

    private JpegHeader() {}

    /**
     * Writes a header.
     *
     * @param out has room for {@link #BYTES_MAX}
     * @param halfHeight whether the colour has half the height, as in 4:2:0
     * @param restartInterval 0 if there are no restart markers
     */
    static void put(
            ByteBuffer out,
            int width,
            int height,
            boolean halfHeight,
            int restartInterval,
            JpegQuantization quantization) {
        out.putShort((short) START_OF_IMAGE);
        putJfif(out);
        int tables = Math.min(TABLES_USED, quantization.count());
        boolean extended = false;
        for (int i = 0; i < tables; i++) {
            extended |= quantization.isLong(i);
            putTable(out, i, quantization);
        }
        if (restartInterval > 0) {
            out.putShort((short) RESTART_INTERVAL).putShort((short) 4);
            out.putShort((short) restartInterval);
        }
        putFrame(out, extended ? EXTENDED : BASELINE, width, height, halfHeight, tables - 1);
        out.putShort((short) HUFFMAN);
        out.putShort((short) (Short.BYTES + JpegTables.huffmanBytes()));
        JpegTables.putHuffman(out);
        putScan(out);
    }

    private static void putJfif(ByteBuffer out) {
        out.putShort((short) JFIF).putShort((short) 16);
        out.put((byte) 'J').put((byte) 'F').put((byte) 'I').put((byte) 'F').put((byte) 0);
        out.putShort((short) 0x0102).put((byte) 0).putShort((short) 1).putShort((short) 1);
        out.putShort((short) 0);
    }

    private static void putTable(ByteBuffer out, int table, JpegQuantization quantization) {
        boolean isLong = quantization.isLong(table);
        int bytes = isLong ? 2 * JpegImage.TABLE_BYTES : JpegImage.TABLE_BYTES;
        out.putShort((short) QUANTIZATION).putShort((short) (Short.BYTES + 1 + bytes));
        out.put((byte) ((isLong ? 0x10 : 0) | table));
        quantization.put(table, out);
    }

    private static void putFrame(
            ByteBuffer out,
            int marker,
            int width,
            int height,
            boolean halfHeight,
            int chromaTable) {
        out.putShort((short) marker).putShort((short) (8 + 3 * COMPONENTS));
        out.put((byte) Byte.SIZE).putShort((short) height).putShort((short) width);
        out.put((byte) COMPONENTS);
        out.put((byte) 1).put((byte) (halfHeight ? 0x22 : 0x21)).put((byte) 0);
        out.put((byte) 2).put((byte) 0x11).put((byte) chromaTable);
        out.put((byte) 3).put((byte) 0x11).put((byte) chromaTable);
    }

    private static void putScan(ByteBuffer out) {
        out.putShort((short) SCAN).putShort((short) (6 + 2 * COMPONENTS));
        out.put((byte) COMPONENTS);
        out.put((byte) 1).put((byte) 0x00).put((byte) 2).put((byte) 0x11);
        out.put((byte) 3).put((byte) 0x11).put((byte) 0).put((byte) 63).put((byte) 0);
    }
}
