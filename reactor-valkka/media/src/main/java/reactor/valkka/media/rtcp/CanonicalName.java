package reactor.valkka.media.rtcp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The packet that every compound packet has: who the sender is, by a name that stays.
 *
 * <pre>
 *  |V=2|P|  SC=1   |   PT=202      |             length            |
 *  |                              SSRC                             |
 *  |    CNAME=1    |    length     |  text, then 1 to 4 zeros       |
 * </pre>
 *
 * <p><b>Source:</b> RFC 3550 §6.5, §6.5.1.
 */
final class CanonicalName {
    static final int BYTES_MAX = 268;

    private static final int PACKET_TYPE = 202;
    private static final int HEADER_BYTES = 8;
    private static final int ITEM = 1;
    private static final int NAME_BYTES_MAX = 255;

    private CanonicalName() {}

    /**
     * Writes it.
     *
     * @throws IllegalArgumentException if the name has more than 255 bytes; nothing is written then
     */
    static void write(ByteBuffer out, int ssrc, String canonicalName) {
        write(out, ssrc, bytes(canonicalName));
    }

    /** The name as it is written. */
    static byte[] bytes(String canonicalName) {
        byte[] name = canonicalName.getBytes(StandardCharsets.UTF_8);
        if (name.length > NAME_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "A canonical name has at most 255 bytes, got " + name.length);
        }
        return name;
    }

    static void write(ByteBuffer out, int ssrc, byte[] name) {
        int content = HEADER_BYTES + 2 + name.length;
        int words = content / Integer.BYTES + 1;
        out.put((byte) 0x81);
        out.put((byte) PACKET_TYPE);
        out.putShort((short) (words - 1));
        out.putInt(ssrc);
        out.put((byte) ITEM);
        out.put((byte) name.length);
        out.put(name);
        for (int i = content; i < words * Integer.BYTES; i++) {
            out.put((byte) 0);
        }
    }
}
