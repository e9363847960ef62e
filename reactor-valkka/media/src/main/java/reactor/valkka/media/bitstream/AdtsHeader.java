package reactor.valkka.media.bitstream;

import java.nio.ByteBuffer;

/**
 * The header that stands before each frame of AAC in a plain stream. Stateless accessors.
 *
 * <pre>
 *  sync 0xFFF (12) | ID (1) | layer 0 (2) | no CRC (1) | profile (2) | rate index (4) | private (1)
 *  | channels (3) | ... (4) | frame length with header (13) | fullness (11) | blocks - 1 (2)
 * </pre>
 *
 * <p><b>Source:</b> ISO/IEC 14496-3 §1.A.2.2.
 */
public final class AdtsHeader {
    /** Bytes of a header without checksum. */
    public static final int BYTES = 7;

    private static final int CHECKSUM_BYTES = 2;
    private static final int SYNC_AND_LAYER = 0xFFF6;
    private static final int SYNC = 0xFFF0;

    private AdtsHeader() {}

    /** True if the bytes from {@code from} to {@code to} begin with a header and a frame. */
    public static boolean isAt(ByteBuffer data, int from, int to) {
        return to - from >= BYTES
                && (data.getShort(from) & SYNC_AND_LAYER) == SYNC
                && frameBytes(data, from) > headerBytes(data, from);
    }

    /** Bytes of the frame with its header. */
    public static int frameBytes(ByteBuffer data, int from) {
        return data.getInt(from + 2) >>> 5 & 0x1FFF;
    }

    /** Bytes of the header with its checksum. */
    public static int headerBytes(ByteBuffer data, int from) {
        return (data.get(from + 1) & 1) == 0 ? BYTES + CHECKSUM_BYTES : BYTES;
    }
}
