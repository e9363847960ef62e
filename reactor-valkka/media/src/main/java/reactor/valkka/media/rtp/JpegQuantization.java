package reactor.valkka.media.rtp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.bitstream.JpegImage;
import reactor.valkka.media.bitstream.JpegTables;

import java.nio.ByteBuffer;

/**
 * The quantization tables of one source, by quality factor: computed, as they come in band, or as
 * they came before. At most 256 times 512 bytes are kept.
 *
 * <p><b>Source:</b> RFC 2435 §3.1.8 (quantization table header), §4.2.
 */
final class JpegQuantization {
    private static final int HEADER_BYTES = 4;
    private static final int IN_BAND_MIN = 128;
    private static final int CHANGES_WITH_EACH_IMAGE = 255;
    private static final int TABLES_MAX = 4;
    private static final int QUALITIES = 256;

    /** Tables one behind the other; a bit of the precision is set where entries have 16 bits. */
    private record Tables(byte[] entries, int precision) {

        static int bytes(int table, int precision) {
            boolean isLong = (precision >> table & 1) != 0;
            return isLong ? 2 * JpegImage.TABLE_BYTES : JpegImage.TABLE_BYTES;
        }

        boolean areAt(ByteBuffer packet, int from, int length, int bits) {
            if (bits != precision || length != entries.length) {
                return false;
            }
            int at = 0;
            while (at < length && packet.get(from + at) == entries[at]) {
                at++;
            }
            return at == length;
        }
    }

    private final @Nullable Tables[] known = new Tables[QUALITIES];
    private @Nullable Tables tables;

    /**
     * Reads what stands in the first packet of an image. Nothing is allocated for tables that are
     * the same as before.
     *
     * @return index behind it, or −1 where there are no tables or they are cut short
     */
    int read(ByteBuffer packet, int from, int to, int quality) {
        tables = known[quality];
        if (quality < IN_BAND_MIN) {
            compute(quality);
            return from;
        }
        if (to - from < HEADER_BYTES) {
            return -1;
        }
        int bits = packet.get(from + 1);
        int length = packet.getShort(from + 2) & 0xFFFF;
        int start = from + HEADER_BYTES;
        if (length == 0) {
            return tables == null || quality == CHANGES_WITH_EACH_IMAGE ? -1 : start;
        }
        if (length > to - start || !isSum(length, bits)) {
            return -1;
        }
        keep(packet, start, length, quality, bits);
        return start + length;
    }

    private void compute(int quality) {
        if (tables == null) {
            byte[] entries = new byte[2 * JpegImage.TABLE_BYTES];
            JpegTables.quantization(quality, entries);
            tables = new Tables(entries, 0);
            known[quality] = tables;
        }
    }

    private static boolean isSum(int length, int precision) {
        int bytes = 0;
        for (int table = 0; table < TABLES_MAX && bytes < length; table++) {
            bytes += Tables.bytes(table, precision);
        }
        return bytes == length;
    }

    private void keep(ByteBuffer packet, int from, int length, int quality, int bits) {
        Tables before = tables;
        if (before == null || !before.areAt(packet, from, length, bits)) {
            byte[] entries = new byte[length];
            packet.get(from, entries);
            tables = new Tables(entries, bits);
            known[quality] = tables;
        }
    }

    /** Number of tables of the image. */
    int count() {
        Tables current = tables;
        int count = 0;
        if (current != null) {
            for (int bytes = 0; bytes < current.entries().length; count++) {
                bytes += Tables.bytes(count, current.precision());
            }
        }
        return count;
    }

    /** True if a table has entries of 16 bits. */
    boolean isLong(int table) {
        Tables current = tables;
        return current != null && (current.precision() >> table & 1) != 0;
    }

    /** Writes a table's entries. */
    void put(int table, ByteBuffer out) {
        Tables current = tables;
        if (current == null) {
            throw new IllegalStateException("No tables were read");
        }
        int from = 0;
        for (int i = 0; i < table; i++) {
            from += Tables.bytes(i, current.precision());
        }
        out.put(current.entries(), from, Tables.bytes(table, current.precision()));
    }
}
