package reactor.valkka.media.rtp;

import reactor.valkka.frame.Bytes;
import reactor.valkka.media.bitstream.NalUnits;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * Puts H.264 access units into RTP packets: NAL units that fit as they are, runs of small ones
 * together (STAP-A) if wanted, larger ones in fragments (FU-A). The last packet of a unit carries
 * the marker bit.
 *
 * <p><b>Threads:</b> one. <b>Ownership:</b> the packet given to the consumer is valid during the
 * call only; position and limit of the unit stay as they are.
 *
 * <p><b>Source:</b> RFC 6184 §5.6, §5.7.1, §5.8, packetization mode 1.
 */
public final class H264Packetizer {
    private static final int AGGREGATE = 24;
    private static final int FRAGMENT = 28;
    private static final int NAL_REFERENCE = 0xE0;
    private static final int REFERENCE_BITS = 0x60;
    private static final int TYPE = 0x1F;
    private static final int FRAGMENT_START = 0x80;
    private static final int FRAGMENT_END = 0x40;
    private static final int FRAGMENT_HEADER_BYTES = 2;
    private static final int PAYLOAD_BYTES_MIN = 16;
    private static final int PAYLOAD_BYTES_MAX = 65_000;

    private final int payloadType;
    private final int ssrc;
    private final int payloadBytesMax;
    private final boolean aggregates;
    private final ByteBuffer packet;
    private final NalUnits.Visitor nalUnits = this::nalUnit;

    private int sequenceNumber;
    private int timestamp;
    private int lastNalEnd;
    private boolean setsOnly;
    private int aggregated;
    private Consumer<? super ByteBuffer> target = ignored -> {};

    /**
     * Begins a stream.
     *
     * @param payloadType 96 to 127, as the session description says
     * @param ssrc synchronization source
     * @param firstSequenceNumber 0 to 65535, random in real life
     * @param payloadBytesMax bytes behind the RTP header at most: for Ethernet and UDP 1460
     * @param aggregates put small NAL units together
     */
    public H264Packetizer(
            int payloadType,
            int ssrc,
            int firstSequenceNumber,
            int payloadBytesMax,
            boolean aggregates) {
        if (payloadBytesMax < PAYLOAD_BYTES_MIN || payloadBytesMax > PAYLOAD_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "Payload must be 16 to 65000 bytes, got " + payloadBytesMax);
        }
        this.payloadType = payloadType;
        this.ssrc = ssrc;
        this.payloadBytesMax = payloadBytesMax;
        this.aggregates = aggregates;
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
    public void packetize(
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
        int used = aggregated == 0 ? 1 : packet.position() - RtpPacket.HEADER_BYTES;
        return used + Short.BYTES + length <= payloadBytesMax;
    }

    private void aggregate(ByteBuffer data, int from, int to) {
        int header = data.get(from);
        if (aggregated == 0) {
            begin(false);
            packet.put((byte) AGGREGATE);
        }
        int indicator = packet.get(RtpPacket.HEADER_BYTES);
        int reference = Math.max(indicator & REFERENCE_BITS, header & REFERENCE_BITS);
        packet.put(RtpPacket.HEADER_BYTES, (byte) (reference | AGGREGATE));
        packet.putShort((short) (to - from));
        put(data, from, to);
        aggregated++;
    }

    /** Sends what has been aggregated; one NAL unit alone goes as a single one. */
    private void flush(boolean last) {
        if (aggregated == 0) {
            return;
        }
        if (aggregated == 1) {
            int from = RtpPacket.HEADER_BYTES + 1 + Short.BYTES;
            int length = packet.position() - from;
            packet.put(RtpPacket.HEADER_BYTES, packet.duplicate(), from, length);
            packet.position(RtpPacket.HEADER_BYTES + length);
        }
        if (last) {
            packet.put(1, (byte) (packet.get(1) | 0x80));
        }
        aggregated = 0;
        send();
    }

    private void fragment(ByteBuffer data, int from, int to, boolean last) {
        int header = data.get(from);
        int room = payloadBytesMax - FRAGMENT_HEADER_BYTES;
        int start = FRAGMENT_START;
        for (int at = from + 1; at < to; at += room) {
            int end = Math.min(at + room, to);
            begin(last && end == to);
            packet.put((byte) (header & NAL_REFERENCE | FRAGMENT));
            packet.put((byte) (start | (end == to ? FRAGMENT_END : 0) | header & TYPE));
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
