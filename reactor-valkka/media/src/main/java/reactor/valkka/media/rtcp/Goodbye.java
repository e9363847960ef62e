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

    /** Bytes that {@link #write} needs. */
    public static final int BYTES = 8;

    private static final int PACKET_TYPE = 203;

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
        int end = CompoundPacket.end(compound, at);
        while (end > 0) {
            boolean goodbye = CompoundPacket.type(compound, at) == PACKET_TYPE;
            if (goodbye && lists(compound, at, end - at, ssrc)) {
                return true;
            }
            at = end;
            end = CompoundPacket.end(compound, at);
        }
        return false;
    }

    /**
     * Writes the packet for one source, without a reason: the last one of a compound packet that
     * begins with a report.
     *
     * @param out has room for {@link #BYTES}
     * @param ssrc the source that ends
     */
    public static void write(ByteBuffer out, int ssrc) {
        out.put((byte) 0x81);
        out.put((byte) PACKET_TYPE);
        out.putShort((short) 1);
        out.putInt(ssrc);
    }

    private static boolean lists(ByteBuffer compound, int at, int bytes, int ssrc) {
        int sources = Math.min(CompoundPacket.count(compound, at), bytes / Integer.BYTES - 1);
        for (int i = 1; i <= sources; i++) {
            if (compound.getInt(at + i * Integer.BYTES) == ssrc) {
                return true;
            }
        }
        return false;
    }
}
