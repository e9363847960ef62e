package reactor.valkka.media.rtcp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What we tell a sender about one source. Cameras take it as a sign of life as well.
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
 * @param reporterSsrc our own synchronization source
 * @param sourceSsrc the source that is reported on
 * @param fractionLost packets lost since the last report, in 1/256
 * @param packetsLost packets lost since the beginning
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

    private static final int REPORT_TYPE = 201;
    private static final int REPORT_BYTES = 32;
    private static final int DESCRIPTION_TYPE = 202;
    private static final int DESCRIPTION_HEADER_BYTES = 8;
    private static final int NAME_ITEM = 1;
    private static final int NAME_BYTES_MAX = 255;
    private static final long LOST_MAX = 0x7F_FFFF;

    /** Bytes that {@link #write} needs at most. */
    public static final int BYTES_MAX = REPORT_BYTES + DESCRIPTION_HEADER_BYTES + 260;

    /**
     * Writes a compound packet: the report and our canonical name.
     *
     * @param out has room for {@link #BYTES_MAX}
     * @param canonicalName at most 255 bytes in UTF-8; says nothing about the user
     */
    public void write(ByteBuffer out, String canonicalName) {
        out.put((byte) 0x81);
        out.put((byte) REPORT_TYPE);
        out.putShort((short) (REPORT_BYTES / Integer.BYTES - 1));
        out.putInt(reporterSsrc);
        out.putInt(sourceSsrc);
        out.putInt(fractionLost << 24 | (int) Math.min(LOST_MAX, packetsLost));
        out.putInt(extendedHighest);
        out.putInt(jitterTicks);
        out.putInt(lastSenderReport);
        out.putInt(delaySinceLast);
        writeDescription(out, reporterSsrc, canonicalName);
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
        out.put((byte) REPORT_TYPE);
        out.putShort((short) 1);
        out.putInt(reporterSsrc);
        writeDescription(out, reporterSsrc, canonicalName);
    }

    private static void writeDescription(ByteBuffer out, int reporterSsrc, String canonicalName) {
        byte[] name = canonicalName.getBytes(StandardCharsets.UTF_8);
        if (name.length > NAME_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "A canonical name has at most 255 bytes, got " + name.length);
        }
        int content = DESCRIPTION_HEADER_BYTES + 2 + name.length;
        int words = content / Integer.BYTES + 1;
        out.put((byte) 0x81);
        out.put((byte) DESCRIPTION_TYPE);
        out.putShort((short) (words - 1));
        out.putInt(reporterSsrc);
        out.put((byte) NAME_ITEM);
        out.put((byte) name.length);
        out.put(name);
        for (int i = content; i < words * Integer.BYTES; i++) {
            out.put((byte) 0);
        }
    }
}
