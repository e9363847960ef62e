package reactor.valkka.media.rtp;

import reactor.valkka.frame.Bytes;
import reactor.valkka.media.bitstream.NalUnits;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the packetizers of H.264 and H.265 have in common: which NAL unit goes whole, which with
 * others, which in fragments.
 */
abstract class NalPacketizer {
    static final int FRAGMENT_START = 0x80;
    static final int FRAGMENT_END = 0x40;

    private static final int PAYLOAD_BYTES_MIN = 16;
    private static final int PAYLOAD_BYTES_MAX = 65_000;
    private static final int MARKER = 0x80;

    private final int payloadType;
    private final int ssrc;
    private final int payloadBytesMax;
    private final boolean aggregates;
    private final int headerBytes;
    private final ByteBuffer packet;
    private final NalUnits.Visitor nalUnits = this::nalUnit;

    private int sequenceNumber;
    private int timestamp;
    private int lastNalEnd;
    private boolean setsOnly;
    private int aggregated;
    private Consumer<? super ByteBuffer> target = ignored -> {};

    NalPacketizer(
            int payloadType,
            int ssrc,
            int firstSequenceNumber,
            int payloadBytesMax,
            boolean aggregates,
            int headerBytes) {
        if (payloadBytesMax < PAYLOAD_BYTES_MIN || payloadBytesMax > PAYLOAD_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "Payload must be 16 to 65000 bytes, got " + payloadBytesMax);
        }
        this.payloadType = payloadType;
        this.ssrc = ssrc;
        this.payloadBytesMax = payloadBytesMax;
        this.aggregates = aggregates;
        this.headerBytes = headerBytes;
        sequenceNumber = firstSequenceNumber;
        packet = ByteBuffer.allocate(RtpPacket.HEADER_BYTES + payloadBytesMax);
    }

    /**
     * Puts one access unit into packets.
     *
     * @param unit NAL units behind lengths of 4 bytes, between position and limit
     * @param parameterSets put before the unit, as key frames want; may be empty
     * @param rtpTimestamp of the unit
     * @param packets takes each packet, from position 0 to its limit
     */
    public final void packetize(
            ByteBuffer unit,
            List<Bytes> parameterSets,
            int rtpTimestamp,
            Consumer<? super ByteBuffer> packets) {
        timestamp = rtpTimestamp;
        target = packets;
        aggregated = 0;
        packet.clear();
        setsOnly = true;
        for (Bytes set : parameterSets) {
            nalUnit(set.asByteBuffer(), 0, set.size());
        }
        setsOnly = false;
        lastNalEnd = unit.limit();
        NalUnits.forEachPrefixed(
                unit, unit.position(), unit.limit(), NalUnits.PREFIX_BYTES, nalUnits);
        flush(true);
    }

    private void nalUnit(ByteBuffer data, int from, int to) {
        boolean last = !setsOnly && to == lastNalEnd;
        int length = to - from;
        if (aggregates && fitsAggregate(length)) {
            aggregate(data, from, to);
            return;
        }
        flush(false);
        if (aggregates && fitsAggregate(length)) {
            aggregate(data, from, to);
        } else if (length <= payloadBytesMax) {
            begin(last);
            put(data, from, to);
            send();
        } else {
            fragment(data, from, to, last);
        }
    }

    private boolean fitsAggregate(int length) {
        int used = aggregated == 0 ? headerBytes : packet.position() - RtpPacket.HEADER_BYTES;
        return used + Short.BYTES + length <= payloadBytesMax;
    }

    private void aggregate(ByteBuffer data, int from, int to) {
        if (aggregated == 0) {
            begin(false);
            beginAggregate(packet);
        }
        joinAggregate(packet, RtpPacket.HEADER_BYTES, data, from);
        packet.putShort((short) (to - from));
        put(data, from, to);
        aggregated++;
    }

    /** Writes the header of an aggregate. */
    abstract void beginAggregate(ByteBuffer out);

    /** Mends the header of an aggregate, at {@code header}, for one more NAL unit. */
    abstract void joinAggregate(ByteBuffer out, int header, ByteBuffer data, int from);

    /** Writes the header of a fragment of the NAL unit at {@code from}. */
    abstract void beginFragment(ByteBuffer out, ByteBuffer data, int from, int startAndEnd);

    /** Sends what has been aggregated; one NAL unit alone goes as a single one. */
    private void flush(boolean last) {
        if (aggregated == 0) {
            return;
        }
        if (aggregated == 1) {
            int from = RtpPacket.HEADER_BYTES + headerBytes + Short.BYTES;
            int length = packet.position() - from;
            packet.put(RtpPacket.HEADER_BYTES, packet.duplicate(), from, length);
            packet.position(RtpPacket.HEADER_BYTES + length);
        }
        if (last) {
            packet.put(1, (byte) (packet.get(1) | MARKER));
        }
        aggregated = 0;
        send();
    }

    private void fragment(ByteBuffer data, int from, int to, boolean last) {
        int room = payloadBytesMax - headerBytes - 1;
        int start = FRAGMENT_START;
        for (int at = from + headerBytes; at < to; at += room) {
            int end = Math.min(at + room, to);
            begin(last && end == to);
            beginFragment(packet, data, from, start | (end == to ? FRAGMENT_END : 0));
            put(data, at, end);
            send();
            start = 0;
        }
    }

    private void begin(boolean marker) {
        packet.clear();
        RtpPacket.putHeader(packet, marker, payloadType, sequenceNumber++, timestamp, ssrc);
    }

    private void put(ByteBuffer data, int from, int to) {
        int at = packet.position();
        packet.put(at, data, from, to - from);
        packet.position(at + to - from);
    }

    private void send() {
        target.accept(packet.flip());
        packet.clear();
    }
}
