package reactor.valkka.media.bitstream;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * The Huffman tables that nearly all images use and the quantization tables that a quality factor
 * stands for. Source: ITU-T T.81 annex K; RFC 2435 appendices A and B.
 */
public final class JpegTables {
    private static final HexFormat HEX = HexFormat.of();

    /** Quantization of luma and chroma at a quality of 50, in zigzag order. */
    private static final byte[] QUANTIZATION = HEX.parseHex("100b0c0e0c0a100e0d0e121110131828"
            + "1a181616183123251d283a333d3c3933383740485c4e404457453738506d5157"
            + "5f626768673e4d71797064785c656763"
            + "1112121815182f1a1a2f634238426363" + "63".repeat(48));

    /** Class and number, code lengths, values. */
    private static final byte[] LUMA_DC =
            HEX.parseHex("00" + "00010501010101010100000000000000" + "000102030405060708090a0b");

    private static final byte[] LUMA_AC = HEX.parseHex("10"
            + "0002010303020403050504040000017d"
            + "01020300041105122131410613516107227114328191a1082342b1c11552d1f0"
            + "2433627282090a161718191a25262728292a3435363738393a43444546474849"
            + "4a535455565758595a636465666768696a737475767778797a83848586878889"
            + "8a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5"
            + "c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8"
            + "f9fa");

    private static final byte[] CHROMA_DC =
            HEX.parseHex("01" + "00030101010101010101010000000000" + "000102030405060708090a0b");

    private static final byte[] CHROMA_AC = HEX.parseHex("11"
            + "00020102040403040705040400010277"
            + "000102031104052131061241510761711322328108144291a1b1c109233352f0"
            + "156272d10a162434e125f11718191a262728292a35363738393a434445464748"
            + "494a535455565758595a636465666768696a737475767778797a828384858687"
            + "88898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3"
            + "c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8"
            + "f9fa");

    private static final byte[][] HUFFMAN = {LUMA_DC, LUMA_AC, CHROMA_DC, CHROMA_AC};

    private JpegTables() {}

    /** Writes the usual Huffman tables without their markers and lengths, 416 bytes. */
    public static void putHuffman(ByteBuffer out) {
        for (byte[] table : HUFFMAN) {
            out.put(table);
        }
    }

    /** Bytes of all Huffman tables together. */
    public static int huffmanBytes() {
        int bytes = 0;
        for (byte[] table : HUFFMAN) {
            bytes += table.length;
        }
        return bytes;
    }

    /** True if the Huffman table that begins at an index is the usual one of its class. */
    static boolean isUsual(ByteBuffer data, int from, int length) {
        for (byte[] table : HUFFMAN) {
            if (table.length == length
                    && ByteBuffer.wrap(table)
                            .equals(data.duplicate().limit(from + length).position(from))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Computes the tables of luma and chroma, in zigzag order.
     *
     * @param quality 1 to 99; what is beyond counts as the nearest
     * @param tables takes 128 bytes
     */
    public static void quantization(int quality, byte[] tables) {
        int factor = Math.max(1, Math.min(99, quality));
        int scale = factor < 50 ? 5_000 / factor : 200 - factor * 2;
        for (int i = 0; i < QUANTIZATION.length; i++) {
            int value = (QUANTIZATION[i] * scale + 50) / 100;
            tables[i] = (byte) Math.max(1, Math.min(255, value));
        }
    }
}
