package reactor.valkka.media.rtp;

import java.nio.ByteBuffer;

/**
 * The header extension of packets out of a recording: when the picture was captured, and whether
 * something is missing before it. Stateless accessors over a valid packet between a buffer's
 * position and limit; those other than {@link #isPresent} are for packets that have it.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  |            0xABAC             |           length = 3          |
 *  |                  NTP timestamp, upper 32 bits                 |
 *  |                  NTP timestamp, lower 32 bits                 |
 *  |C|E|D|T| zero  |     CSeq      |            padding            |
 * </pre>
 *
 * <p>Whether decoding can start with a unit (C) is seen in the unit itself; where a part without
 * gaps ends (E), the next packet begins one (D).
 *
 * <p><b>Source:</b> ONVIF Streaming Specification §6.3.
 */
public final class ReplayExtension {

    /** Marks the extension. */
    public static final int PROFILE = 0xABAC;

    private static final int EXTENSION = 0x10;
    private static final int SOURCES = 0x0F;
    private static final int WORDS_MIN = 3;
    private static final int NTP_AT = 4;
    private static final int FLAGS_AT = 12;
    private static final int DISCONTINUITY = 0x20;
    private static final int TERMINAL = 0x10;

    private ReplayExtension() {}

    /** True if the packet has the extension. */
    public static boolean isPresent(ByteBuffer packet) {
        if ((packet.get(packet.position()) & EXTENSION) == 0) {
            return false;
        }
        int at = start(packet);
        return (packet.getShort(at) & 0xFFFF) == PROFILE
                && (packet.getShort(at + Short.BYTES) & 0xFFFF) >= WORDS_MIN;
    }

    /** When the unit was captured, in nanoseconds since 1970; 0 where it does not say. */
    public static long epochNanos(ByteBuffer packet) {
        return NtpTime.epochNanos(packet.getLong(start(packet) + NTP_AT));
    }

    /** True if the packet does not follow from the one before it (D). */
    public static boolean isDiscontinuity(ByteBuffer packet) {
        return (flags(packet) & DISCONTINUITY) != 0;
    }

    /** True if this is the last packet of what was asked for (T). */
    public static boolean isTerminal(ByteBuffer packet) {
        return (flags(packet) & TERMINAL) != 0;
    }

    private static int flags(ByteBuffer packet) {
        return packet.get(start(packet) + FLAGS_AT);
    }

    private static int start(ByteBuffer packet) {
        int sources = packet.get(packet.position()) & SOURCES;
        return packet.position() + RtpPacket.HEADER_BYTES + Integer.BYTES * sources;
    }
}
