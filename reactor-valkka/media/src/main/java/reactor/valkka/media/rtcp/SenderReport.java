package reactor.valkka.media.rtcp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtp.NtpTime;

import java.nio.ByteBuffer;

/**
 * What a sender claims: which wall-clock time belongs to which RTP timestamp.
 *
 * <pre>
 *  |V=2|P|   RC    |   PT=200      |             length            |
 *  |                         SSRC of sender                        |
 *  |              NTP timestamp, seconds since 1900                |
 *  |              NTP timestamp, fraction of a second              |
 *  |                         RTP timestamp                         |
 *  |                     sender's packet count                     |
 *  |                      sender's octet count                     |
 * </pre>
 *
 * <p><b>Source:</b> RFC 3550 §6.4.1, §6.1 (compound packets), §4 (NTP timestamps).
 *
 * @param ssrc of the sender
 * @param ntpTimestamp seconds since 1900 in the upper, fractions in the lower 32 bits
 * @param rtpTimestamp the same instant in ticks of the payload's clock
 * @param packetCount packets sent so far, modulo 2³²
 * @param octetCount payload bytes sent so far, modulo 2³²
 */
public record SenderReport(
        int ssrc, long ntpTimestamp, int rtpTimestamp, int packetCount, int octetCount) {

    /** Bytes that {@link #write(ByteBuffer, String)} needs at most. */
    public static final int COMPOUND_BYTES_MAX = 28 + CanonicalName.BYTES_MAX;

    static final int PACKET_TYPE = 200;
    static final int BYTES = 28;

    /**
     * Finds the sender report in a compound packet.
     *
     * @param compound RTCP packets between position and limit, which stay as they are
     * @return the first report, or {@code null} if there is none or the packet is malformed
     */
    public static @Nullable SenderReport find(ByteBuffer compound) {
        int at = compound.position();
        int end = CompoundPacket.end(compound, at);
        while (end > 0) {
            if (CompoundPacket.type(compound, at) == PACKET_TYPE && end - at >= BYTES) {
                return new SenderReport(
                        compound.getInt(at + 4),
                        compound.getLong(at + 8),
                        compound.getInt(at + 16),
                        compound.getInt(at + 20),
                        compound.getInt(at + 24));
            }
            at = end;
            end = CompoundPacket.end(compound, at);
        }
        return null;
    }

    /**
     * Writes a compound packet: the report, without reception blocks, and the sender's canonical
     * name.
     *
     * @param out has room for {@link #COMPOUND_BYTES_MAX}
     * @param canonicalName at most 255 bytes in UTF-8; says nothing about the user
     */
    public void write(ByteBuffer out, String canonicalName) {
        byte[] name = CanonicalName.bytes(canonicalName);
        write(out);
        CanonicalName.write(out, ssrc, name);
    }

    /** Middle 32 bits of the NTP timestamp, as receiver reports give them back. */
    public int compactNtp() {
        return (int) (ntpTimestamp >>> 16);
    }

    /** The sender's wall-clock time in nanoseconds since 1970; 0 if it has no clock. */
    public long epochNanos() {
        return NtpTime.epochNanos(ntpTimestamp);
    }

    /** Writes the report alone, without reception blocks; for servers and tests. */
    public void write(ByteBuffer out) {
        out.put((byte) 0x80);
        out.put((byte) PACKET_TYPE);
        out.putShort((short) (BYTES / Integer.BYTES - 1));
        out.putInt(ssrc);
        out.putLong(ntpTimestamp);
        out.putInt(rtpTimestamp);
        out.putInt(packetCount);
        out.putInt(octetCount);
    }

    /** The NTP timestamp of a wall-clock time in nanoseconds since 1970. */
    public static long ntpTimestamp(long epochNanos) {
        return NtpTime.timestamp(epochNanos);
    }
}
