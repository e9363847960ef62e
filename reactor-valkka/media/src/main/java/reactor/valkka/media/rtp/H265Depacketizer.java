package reactor.valkka.media.rtp;

import reactor.valkka.count.Counter;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.media.bitstream.AccessUnitBuilder;

import java.nio.ByteBuffer;

/**
 * Takes H.265 out of RTP packets: single NAL units, aggregates (AP) and fragments (FU), into an
 * {@link AccessUnitBuilder}. Depacketizing is the one copy of the data on its way.
 *
 * <pre>
 *  AP  | header, type 48 | [DONL] length NAL unit | [DOND] length NAL unit | …
 *  FU  | header, type 49 | S E type | [DONL] | part of a NAL unit
 * </pre>
 *
 * <p>An access unit ends as with {@link H264Depacketizer}, and what is lost shows the same way.
 * Decoding order numbers (DONL, DOND) are stepped over: units are taken in the order of their
 * packets, which is the decoding order of all that cameras send.
 *
 * <p><b>Threads:</b> one. <b>Ownership:</b> packets stay the caller's and are not kept.
 * <b>Memory:</b> nothing is allocated per packet. <b>Errors:</b> none are thrown; {@link
 * Counter#PACKETS_MALFORMED} and {@link Counter#PACKETS_LOST} count.
 *
 * <p><b>Source:</b> RFC 7798 §4.4.1 (single), §4.4.2 (AP), §4.4.3 (FU), §4.1 (marker). PACI
 * packets (§4.4.4) are not read.
 */
public final class H265Depacketizer extends NalDepacketizer {
    private static final int TYPE = 0x3F;
    private static final int KEPT_OF_HEADER = 0x81;
    private static final int SINGLE_MAX = 47;
    private static final int AGGREGATE = 48;
    private static final int FRAGMENT = 49;
    private static final int HEADER_BYTES = 2;
    private static final int ORDER_BYTES = 2;
    private static final int ORDER_STEP_BYTES = 1;

    private final boolean ordered;

    /**
     * Begins a source.
     *
     * @param builder takes the NAL units and hands the access units on
     * @param timeline of the source
     * @param sequence of the source
     * @param clock tells capture times
     * @param counters of the stream
     * @param ordered decoding order numbers are in the packets, as {@code sprop-max-don-diff} says
     */
    public H265Depacketizer(
            AccessUnitBuilder builder,
            RtpTimeline timeline,
            SequenceTracker sequence,
            CaptureClock clock,
            StreamCounters counters,
            boolean ordered) {
        super(builder, timeline, sequence, clock, counters);
        this.ordered = ordered;
    }

    @Override
    void nalUnits(ByteBuffer packet, int from, int to) {
        int content = from + HEADER_BYTES;
        if (content >= to) {
            malformed();
            return;
        }
        int type = packet.get(from) >> 1 & TYPE;
        int order = ordered ? ORDER_BYTES : 0;
        if (type <= SINGLE_MAX && ordered) {
            whole(packet, from, content + order, to);
        } else if (type <= SINGLE_MAX) {
            whole(packet, from, to);
        } else if (type == AGGREGATE) {
            aggregate(packet, content + order, to, ordered ? ORDER_STEP_BYTES : 0);
        } else if (type == FRAGMENT) {
            int header = packet.get(content);
            int data = content + 1 + (isStart(header) ? order : 0);
            fragment(packet, header, data, to);
        } else {
            malformed();
        }
    }

    /** The type is in the third byte, all else of the header in the first two. */
    @Override
    void beginFragmented(AccessUnitBuilder units, ByteBuffer packet) {
        int from = RtpPacket.payloadStart(packet);
        int type = packet.get(from + HEADER_BYTES) & TYPE;
        units.beginNalUnit(packet.get(from) & KEPT_OF_HEADER | type << 1, packet.get(from + 1));
    }
}
