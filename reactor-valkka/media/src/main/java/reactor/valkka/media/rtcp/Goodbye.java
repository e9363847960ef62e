package reactor.valkka.media.rtcp;

import java.nio.ByteBuffer;

/**
 * RTCP BYE: sources that send no more.
 *
 * <pre>
 *  |V=2|P|    SC   |   PT=203      |             length            |
 *  |                    SSRC, SC times, then a reason              |
 * </pre>
 *
 * <p><b>Source:</b> RFC 3550 §6.6.
 */
public final class Goodbye {

    private static final int PACKET_TYPE = 203;
    private static final int HEADER_BYTES = 4;
    private static final int SOURCES = 0x1F;

    private Goodbye() {}

    /**
     * Whether a compound packet says that a source has ended. Without the source in its list, a
     * goodbye is another's, as those of an earlier session are.
     *
     * @param compound RTCP packets between position and limit, which stay as they are
     * @param ssrc the source
     */
    public static boolean names(ByteBuffer compound, int ssrc) {
        int at = compound.position();
        while (compound.limit() - at >= HEADER_BYTES) {
            boolean version2 = (compound.get(at) & 0xC0) == 0x80;
            int bytes = HEADER_BYTES + Integer.BYTES * (compound.getShort(at + 2) & 0xFFFF);
            if (!version2 || bytes > compound.limit() - at) {
                return false;
            }
            boolean goodbye = (compound.get(at + 1) & 0xFF) == PACKET_TYPE;
            if (goodbye && lists(compound, at, bytes, ssrc)) {
                return true;
            }
            at += bytes;
        }
        return false;
    }

    private static boolean lists(ByteBuffer compound, int at, int bytes, int ssrc) {
        int sources = Math.min(compound.get(at) & SOURCES, bytes / Integer.BYTES - 1);
        for (int i = 1; i <= sources; i++) {
            if (compound.getInt(at + i * Integer.BYTES) == ssrc) {
                return true;
            }
        }
        return false;
    }
}
