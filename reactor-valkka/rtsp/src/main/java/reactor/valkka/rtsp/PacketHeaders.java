package reactor.valkka.rtsp;

import reactor.valkka.media.rtp.RtpPacket;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A ring of packets' first bytes: what their headers say, and not what they show. Once full, the
 * newest takes the place of the oldest. Nothing is allocated per packet.
 */
final class PacketHeaders {

    static final byte RTP = 0;
    static final byte RTCP_RECEIVED = 1;
    static final byte RTCP_SENT = 2;

    /** An RTP header of 12 bytes with 4 of the payload's; of RTCP a sender report. */
    private static final int KEPT_BYTES = 28;

    private static final int RTP_BYTES = 16;
    private static final int REPORT_TYPE = 200;

    private final long[] nanos;
    private final int[] lengths;
    private final byte[] kinds;
    private final byte[] tracks;
    private final byte[] bytes;
    private long put;

    /** Takes what is kept of a packet. */
    interface Reader {
        void packet(long nanos, String text);
    }

    PacketHeaders(int capacity) {
        nanos = new long[capacity];
        lengths = new int[capacity];
        kinds = new byte[capacity];
        tracks = new byte[capacity];
        bytes = new byte[capacity * KEPT_BYTES];
    }

    boolean isFull() {
        return put >= nanos.length;
    }

    int size() {
        return (int) Math.min(put, nanos.length);
    }

    /** How many had to make place. */
    long leftOut() {
        return put - size();
    }

    /** When the oldest came that is kept. */
    long firstNanos() {
        return nanos[slot(leftOut())];
    }

    void put(byte kind, int track, ByteBuffer packet, long when) {
        int slot = slot(put++);
        nanos[slot] = when;
        lengths[slot] = packet.remaining();
        kinds[slot] = kind;
        tracks[slot] = (byte) track;
        boolean media = kind == RTP && !RtpPacket.isControl(packet);
        int kept = Math.min(media ? RTP_BYTES : KEPT_BYTES, packet.remaining());
        Arrays.fill(bytes, slot * KEPT_BYTES, (slot + 1) * KEPT_BYTES, (byte) 0);
        packet.get(packet.position(), bytes, slot * KEPT_BYTES, kept);
    }

    void forEach(Reader reader) {
        for (long i = leftOut(); i < put; i++) {
            int slot = slot(i);
            reader.packet(nanos[slot], text(slot));
        }
    }

    private int slot(long number) {
        return (int) (number % nanos.length);
    }

    private String text(int slot) {
        String arrow = kinds[slot] == RTCP_SENT ? "> " : "< ";
        String track = tracks[slot] < 0 ? "no track" : "track " + tracks[slot];
        String what = kinds[slot] == RTP ? rtp(slot) : rtcp(slot);
        return arrow + track + ' ' + what + ' ' + lengths[slot] + " bytes";
    }

    private ByteBuffer kept(int slot) {
        return ByteBuffer.wrap(bytes, slot * KEPT_BYTES, Math.min(KEPT_BYTES, lengths[slot]))
                .slice();
    }

    private String rtp(int slot) {
        ByteBuffer header = kept(slot);
        if (RtpPacket.isControl(header)) {
            return rtcp(slot);
        }
        int payload = Math.min(RTP_BYTES, header.remaining()) - RtpPacket.HEADER_BYTES;
        if (payload < 0 || (header.get(0) & 0xC0) != 0x80) {
            return "no RTP: " + hex(header, Math.min(RTP_BYTES, header.remaining()));
        }
        return "rtp type %d%s seq %d time %d ssrc %08x payload %s"
                .formatted(
                        RtpPacket.payloadType(header),
                        RtpPacket.marker(header) ? " marker" : "",
                        RtpPacket.sequenceNumber(header),
                        RtpPacket.timestamp(header) & 0xFFFF_FFFFL,
                        RtpPacket.ssrc(header),
                        hex(header.slice(RtpPacket.HEADER_BYTES, payload), payload));
    }

    private String rtcp(int slot) {
        ByteBuffer packet = kept(slot);
        if (packet.remaining() < 8) {
            return "no RTCP: " + hex(packet, packet.remaining());
        }
        int type = packet.get(1) & 0xFF;
        String text = "rtcp %s ssrc %08x".formatted(name(type), packet.getInt(4));
        if (type != REPORT_TYPE || packet.remaining() < KEPT_BYTES) {
            return text;
        }
        return text
                + " ntp %016x time %d packets %d bytes %d"
                        .formatted(
                                packet.getLong(8),
                                packet.getInt(16) & 0xFFFF_FFFFL,
                                packet.getInt(20) & 0xFFFF_FFFFL,
                                packet.getInt(24) & 0xFFFF_FFFFL);
    }

    private static String name(int type) {
        return switch (type) {
            case 200 -> "sender report";
            case 201 -> "receiver report";
            case 202 -> "description";
            case 203 -> "goodbye";
            case 204 -> "application";
            default -> "type " + type;
        };
    }

    private static String hex(ByteBuffer from, int count) {
        StringBuilder out = new StringBuilder(count * 2);
        for (int i = 0; i < count; i++) {
            out.append("%02x".formatted(from.get(i)));
        }
        return out.toString();
    }
}
