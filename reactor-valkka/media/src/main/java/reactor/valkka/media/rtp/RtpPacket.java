package reactor.valkka.media.rtp;

import java.nio.ByteBuffer;

/**
 * The RTP fixed header. Stateless accessors over a packet that lies between a buffer's position and
 * limit, which stay as they are; the accessors other than {@link #isValid} are for valid packets.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 *  |                           timestamp                           |
 *  |                             SSRC                              |
 *  |                    CSRC, CC times                             |
 *  |  of the extension's profile   |       words of extension      |  if X
 * </pre>
 *
 * <p><b>Source:</b> RFC 3550 §5.1, §5.3.1.
 */
public final class RtpPacket {
    /** Bytes of the header without sources and extension. */
    public static final int HEADER_BYTES = 12;

    private static final int VERSION = 2;
    private static final int PADDING = 0x20;
    private static final int EXTENSION = 0x10;
    private static final int SOURCES = 0x0F;
    private static final int MARKER = 0x80;
    private static final int TYPE = 0x7F;
    private static final int EXTENSION_HEADER_BYTES = 4;
    private static final int CONTROL_TYPE_MIN = 192;
    private static final int CONTROL_TYPE_MAX = 223;

    private RtpPacket() {}

    /** True if version, sources, extension and padding fit into the packet. */
    public static boolean isValid(ByteBuffer packet) {
        int length = packet.remaining();
        if (length < HEADER_BYTES || (packet.get(packet.position()) & 0xFF) >> 6 != VERSION) {
            return false;
        }
        int header = HEADER_BYTES + Integer.BYTES * (first(packet) & SOURCES);
        if (hasExtension(packet)) {
            if (header + EXTENSION_HEADER_BYTES > length) {
                return false;
            }
            header += extensionBytes(packet, header);
        }
        int padding = paddingBytes(packet);
        return header + padding <= length && (padding > 0 || !hasPadding(packet));
    }

    /**
     * True if what came is RTCP, which may share a port or channel with RTP.
     *
     * <p><b>Source:</b> RFC 5761 §4.
     */
    public static boolean isControl(ByteBuffer packet) {
        if (packet.remaining() < Integer.BYTES) {
            return false;
        }
        boolean version2 = (first(packet) & 0xFF) >> 6 == VERSION;
        int type = packet.get(packet.position() + 1) & 0xFF;
        return version2 && type >= CONTROL_TYPE_MIN && type <= CONTROL_TYPE_MAX;
    }

    /** Marker bit: for video, the last packet of an access unit. */
    public static boolean marker(ByteBuffer packet) {
        return (packet.get(packet.position() + 1) & MARKER) != 0;
    }

    /** Payload type, 0 to 127. */
    public static int payloadType(ByteBuffer packet) {
        return packet.get(packet.position() + 1) & TYPE;
    }

    /** Sequence number, 0 to 65535. */
    public static int sequenceNumber(ByteBuffer packet) {
        return packet.getShort(packet.position() + 2) & 0xFFFF;
    }

    /** Timestamp: 32 bits in ticks of the payload's clock, wrapping. */
    public static int timestamp(ByteBuffer packet) {
        return packet.getInt(packet.position() + 4);
    }

    /** Synchronization source. */
    public static int ssrc(ByteBuffer packet) {
        return packet.getInt(packet.position() + 8);
    }

    /** Index of the first byte of the payload. */
    public static int payloadStart(ByteBuffer packet) {
        int header = HEADER_BYTES + Integer.BYTES * (first(packet) & SOURCES);
        if (hasExtension(packet)) {
            header += extensionBytes(packet, header);
        }
        return packet.position() + header;
    }

    /** Index behind the last byte of the payload. */
    public static int payloadEnd(ByteBuffer packet) {
        return packet.limit() - paddingBytes(packet);
    }

    /** Writes a header without sources, extension and padding. */
    public static void putHeader(
            ByteBuffer out,
            boolean marker,
            int payloadType,
            int sequenceNumber,
            int timestamp,
            int ssrc) {
        out.put((byte) (VERSION << 6));
        out.put((byte) ((marker ? MARKER : 0) | payloadType & TYPE));
        out.putShort((short) sequenceNumber);
        out.putInt(timestamp);
        out.putInt(ssrc);
    }

    private static int first(ByteBuffer packet) {
        return packet.get(packet.position());
    }

    private static boolean hasExtension(ByteBuffer packet) {
        return (first(packet) & EXTENSION) != 0;
    }

    private static boolean hasPadding(ByteBuffer packet) {
        return (first(packet) & PADDING) != 0;
    }

    private static int extensionBytes(ByteBuffer packet, int at) {
        int words = packet.getShort(packet.position() + at + Short.BYTES) & 0xFFFF;
        return EXTENSION_HEADER_BYTES + Integer.BYTES * words;
    }

    private static int paddingBytes(ByteBuffer packet) {
        return hasPadding(packet) ? packet.get(packet.limit() - 1) & 0xFF : 0;
    }
}
