package reactor.valkka.media.rtcp;

import java.nio.ByteBuffer;

/**
 * RTCP packets one behind the other, as they travel. What is cut short, or of another version, ends
 * the walk where it stands.
 *
 * <pre>
 *  |V=2|P|  count  |  packet type  |    length in words, less 1    |
 * </pre>
 *
 * <p><b>Source:</b> RFC 3550 §6.1, §6.4.1.
 */
final class CompoundPacket {
    static final int HEADER_BYTES = 4;
    private static final int COUNT = 0x1F;

    private CompoundPacket() {}

    /** Index behind the packet at {@code at}, or −1 where no whole one begins there. */
    static int end(ByteBuffer compound, int at) {
        if (compound.limit() - at < HEADER_BYTES || (compound.get(at) & 0xC0) != 0x80) {
            return -1;
        }
        int bytes = HEADER_BYTES + Integer.BYTES * (compound.getShort(at + 2) & 0xFFFF);
        return bytes > compound.limit() - at ? -1 : at + bytes;
    }

    /** Kind of the packet at {@code at}. */
    static int type(ByteBuffer compound, int at) {
        return compound.get(at + 1) & 0xFF;
    }

    /** Sources or reports in the packet at {@code at}, as it says. */
    static int count(ByteBuffer compound, int at) {
        return compound.get(at) & COUNT;
    }
}
