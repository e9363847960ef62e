package reactor.valkka.media.rtp;

import reactor.valkka.frame.Bytes;
import reactor.valkka.media.bitstream.NalUnits;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the packetizers of H.264 and H.265 have in common: which NAL unit goes whole, which with
 * others, which in fragments. NAL units whose type RTP uses for itself are left out: the standards
 * leave them unspecified, decoders ignore them, and a receiver would take them for something else.
 */
abstract class NalPacketizer {
    static final int FRAGMENT_START = 0x80;
    static final int FRAGMENT_END = 0x40;

    private final OutgoingPacket packet;
    private final int payloadBytesMax;
    private final boolean aggregates;
    private final int headerBytes;
    private final NalUnits.Visitor findsLast = this::last;
    private final NalUnits.Visitor nalUnits = this::nalUnit;

    private int timestamp;
    private int lastNalEnd;
    private boolean setsOnly;
    private int aggregated;
    private Consumer<? super ByteBuffer> target = ignored -> {};

    NalPacketizer(OutgoingPacket packet, boolean aggregates, int headerBytes) {
        this.packet = packet;
        payloadBytesMax = packet.payloadBytesMax();
        this.aggregates = aggregates;
        this.headerBytes = headerBytes;
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
        setsOnly = true;
        for (int i = 0; i < parameterSets.size(); i++) { // without an iterator for each unit
            Bytes set = parameterSets.get(i);
            nalUnit(set.asByteBuffer(), 0, set.size());
        }
        setsOnly = false;
        lastNalEnd = -1;
        forEach(unit, findsLast);
        forEach(unit, nalUnits);
        flush(true);
    }

    private static void forEach(ByteBuffer unit, NalUnits.Visitor visitor) {
        NalUnits.forEachPrefixed(
                unit, unit.position(), unit.limit(), NalUnits.PREFIX_BYTES, visitor);
    }

    private void last(ByteBuffer data, int from, int to) {
        if (isCarried(data, from, to)) {
            lastNalEnd = to;
        }
    }

    private void nalUnit(ByteBuffer data, int from, int to) {
        if (!isCarried(data, from, to)) {
            return;
        }
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
            packet.begin(last, timestamp);
            packet.put(data, from, to);
            packet.send(target);
        } else {
            fragment(data, from, to, last);
        }
    }

    private boolean isCarried(ByteBuffer data, int from, int to) {
        return to - from >= headerBytes && hasPlace(data.get(from));
    }

    /** Whether a NAL unit with this first byte can go through RTP. */
    abstract boolean hasPlace(int header);

    private boolean fitsAggregate(int length) {
        int used = aggregated == 0 ? headerBytes : payloadBytesMax - packet.room();
        return used + Short.BYTES + length <= payloadBytesMax;
    }

    private void aggregate(ByteBuffer data, int from, int to) {
        if (aggregated == 0) {
            packet.begin(false, timestamp);
            beginAggregate(packet.out());
        }
        joinAggregate(packet.out(), RtpPacket.HEADER_BYTES, data, from);
        packet.out().putShort((short) (to - from));
        packet.put(data, from, to);
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
            packet.cut(headerBytes + Short.BYTES);
        }
        if (last) {
            packet.mark();
        }
        aggregated = 0;
        packet.send(target);
    }

    private void fragment(ByteBuffer data, int from, int to, boolean last) {
        int room = payloadBytesMax - headerBytes - 1;
        int start = FRAGMENT_START;
        for (int at = from + headerBytes; at < to; at += room) {
            int end = Math.min(at + room, to);
            packet.begin(last && end == to, timestamp);
            beginFragment(packet.out(), data, from, start | (end == to ? FRAGMENT_END : 0));
            packet.put(data, at, end);
            packet.send(target);
            start = 0;
        }
    }
}
