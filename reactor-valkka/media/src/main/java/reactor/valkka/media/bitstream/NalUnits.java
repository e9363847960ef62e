package reactor.valkka.media.bitstream;

import java.nio.ByteBuffer;

/**
 * The two framings of NAL units: Annex B (start codes, files and badly made packets) and length
 * prefixes (MP4, and everywhere inside this toolkit). Stateless; positions and limits of the
 * buffers stay as they are.
 *
 * <p><b>Errors:</b> none; malformed framing ends the walk where it stands.
 *
 * <p><b>Source:</b> ITU-T H.264 annex B, H.265 annex B; ISO/IEC 14496-15 §5.3.4.2.
 */
public final class NalUnits {
    /** Bytes of the length before each NAL unit of an access unit. */
    public static final int PREFIX_BYTES = 4;

    private static final int START_CODE_BYTES = 3;
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    /** Receives NAL units, without start code or length. */
    @FunctionalInterface
    public interface Visitor {
        /** Is given bytes {@code from} to {@code to}, exclusive; never empty. */
        void nalUnit(ByteBuffer data, int from, int to);
    }

    private NalUnits() {}

    /**
     * Finds the next start code.
     *
     * @return index of the first byte of {@code 00 00 01}, or {@code to} if there is none
     */
    public static int findStartCode(ByteBuffer data, int from, int to) {
        int at = from;
        while (to - at >= Long.BYTES) {
            long word = data.getLong(at);
            if ((word - ONES & ~word & HIGH_BITS) == 0) {
                at += Long.BYTES;
                continue;
            }
            int end = Math.min(at + Long.BYTES, to - START_CODE_BYTES + 1);
            for (; at < end; at++) {
                if (isStartCode(data, at)) {
                    return at;
                }
            }
            if (to - at < START_CODE_BYTES) {
                return to;
            }
        }
        for (; to - at >= START_CODE_BYTES; at++) {
            if (isStartCode(data, at)) {
                return at;
            }
        }
        return to;
    }

    private static boolean isStartCode(ByteBuffer data, int at) {
        return data.get(at) == 0 && data.get(at + 1) == 0 && data.get(at + 2) == 1;
    }

    /**
     * Walks data in Annex B framing. Zero bytes before start codes belong to no NAL unit; behind
     * them they do, as H.265 has headers that begin with one. What
     * stands before the first start code is taken as a NAL unit, too: cameras put whole runs into
     * one packet.
     *
     * @return number of NAL units
     */
    public static int forEachAnnexB(ByteBuffer data, int from, int to, Visitor visitor) {
        int count = 0;
        int begin = from;
        while (begin < to) {
            int startCode = findStartCode(data, begin, to);
            int end = startCode;
            while (end > begin && data.get(end - 1) == 0) {
                end--;
            }
            if (end > begin) {
                visitor.nalUnit(data, begin, end);
                count++;
            }
            begin = startCode + START_CODE_BYTES;
        }
        return count;
    }

    /**
     * Walks data in which a length of 1 to 4 bytes, big endian, stands before each NAL unit.
     *
     * @return number of NAL units
     */
    public static int forEachPrefixed(
            ByteBuffer data, int from, int to, int prefixBytes, Visitor visitor) {
        int count = 0;
        int at = from;
        while (to - at > prefixBytes) {
            long length = 0;
            for (int i = 0; i < prefixBytes; i++) {
                length = length << 8 | data.get(at++) & 0xFF;
            }
            if (length > to - at) {
                return count;
            }
            if (length > 0) {
                visitor.nalUnit(data, at, at + (int) length);
                count++;
            }
            at += (int) length;
        }
        return count;
    }
}
