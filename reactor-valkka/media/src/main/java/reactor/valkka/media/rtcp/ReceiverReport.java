package reactor.valkka.media.rtcp;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * What a receiver tells a sender about one source. Cameras take it as a sign of life as well.
 *
 * <pre>
 *  |V=2|P|  RC=1   |   PT=201      |           length=7            |
 *  |                     SSRC of who reports                       |
 *  |                     SSRC of the source                        |
 *  | fraction lost |       cumulative number of packets lost       |
 *  |           extended highest sequence number received           |
 *  |                     interarrival jitter                       |
 *  |            last SR, middle 32 bits of its NTP time            |
 *  |            delay since last SR, in 1/65536 s                  |
 *  then |V=2|P| SC=1 | PT=202 SDES | length | SSRC | CNAME | length | text | 0
 * </pre>
 *
 * <p><b>Source:</b> RFC 3550 §6.4.2, §6.5 (a compound packet contains a CNAME), §6.1 (an empty
 * report where there is nothing to report on).
 *
 * @param reporterSsrc synchronization source of who reports
 * @param sourceSsrc the source that is reported on
 * @param fractionLost packets lost since the last report, in 1/256
 * @param packetsLost packets lost since the beginning, negative where more came twice than not
 * @param extendedHighest highest sequence number, with cycles
 * @param jitterTicks interarrival jitter
 * @param lastSenderReport {@link SenderReport#compactNtp()} of the last one, 0 for none
 * @param delaySinceLast time since then in 1/65536 s, 0 for none
 */
public record ReceiverReport(
        int reporterSsrc,
        int sourceSsrc,
        int fractionLost,
        long packetsLost,
        int extendedHighest,
        int jitterTicks,
        int lastSenderReport,
        int delaySinceLast) {

    private static final int PACKET_TYPE = 201;
    private static final int HEADER_BYTES = 8;
    private static final int BLOCK_BYTES = 24;
    private static final int REPORT_BYTES = HEADER_BYTES + BLOCK_BYTES;
    private static final long LOST_MIN = -0x80_0000;
    private static final long LOST_MAX = 0x7F_FFFF;

    /** Bytes that {@link #write} needs at most. */
    public static final int BYTES_MAX = REPORT_BYTES + CanonicalName.BYTES_MAX;

    /**
     * Writes a compound packet: the report and our canonical name.
     *
     * @param out has room for {@link #BYTES_MAX}
     * @param canonicalName at most 255 bytes in UTF-8; says nothing about the user
     */
    public void write(ByteBuffer out, String canonicalName) {
        int lost = (int) Math.max(LOST_MIN, Math.min(LOST_MAX, packetsLost));
        out.put((byte) 0x81);
        out.put((byte) PACKET_TYPE);
        out.putShort((short) (REPORT_BYTES / Integer.BYTES - 1));
        out.putInt(reporterSsrc);
        out.putInt(sourceSsrc);
        out.putInt(fractionLost << 24 | lost & 0xFF_FFFF);
        out.putInt(extendedHighest);
        out.putInt(jitterTicks);
        out.putInt(lastSenderReport);
        out.putInt(delaySinceLast);
        CanonicalName.write(out, reporterSsrc, canonicalName);
    }

    /**
     * Writes a compound packet without a report, for while nothing has come: only a sign of life.
     *
     * @param out has room for {@link #BYTES_MAX}
     * @param reporterSsrc our own synchronization source
     * @param canonicalName at most 255 bytes in UTF-8; says nothing about the user
     */
    public static void writeEmpty(ByteBuffer out, int reporterSsrc, String canonicalName) {
        out.put((byte) 0x80);
        out.put((byte) PACKET_TYPE);
        out.putShort((short) 1);
        out.putInt(reporterSsrc);
        CanonicalName.write(out, reporterSsrc, canonicalName);
    }

    /**
     * Reads what others tell: every reception block of every sender and receiver report in a
     * compound packet. What is cut short ends the reading.
     *
     * @param compound RTCP packets between position and limit, which stay as they are
     * @param reports takes each of them, in order
     */
    public static void forEach(ByteBuffer compound, Consumer<? super ReceiverReport> reports) {
        int at = compound.position();
        int end = CompoundPacket.end(compound, at);
        while (end > 0) {
            int type = CompoundPacket.type(compound, at);
            if (type == PACKET_TYPE || type == SenderReport.PACKET_TYPE) {
                int from = at + (type == PACKET_TYPE ? HEADER_BYTES : SenderReport.BYTES);
                blocks(compound, at, from, end, reports);
            }
            at = end;
            end = CompoundPacket.end(compound, at);
        }
    }

    private static void blocks(
            ByteBuffer compound,
            int packet,
            int from,
            int end,
            Consumer<? super ReceiverReport> reports) {
        int at = from;
        for (int left = CompoundPacket.count(compound, packet); left > 0; left--) {
            if (at + BLOCK_BYTES > end) {
                return;
            }
            int lost = compound.getInt(at + 4);
            reports.accept(new ReceiverReport(
                    compound.getInt(packet + CompoundPacket.HEADER_BYTES),
                    compound.getInt(at),
                    lost >>> 24,
                    lost << Byte.SIZE >> Byte.SIZE,
                    compound.getInt(at + 8),
                    compound.getInt(at + 12),
                    compound.getInt(at + 16),
                    compound.getInt(at + 20)));
            at += BLOCK_BYTES;
        }
    }
}
