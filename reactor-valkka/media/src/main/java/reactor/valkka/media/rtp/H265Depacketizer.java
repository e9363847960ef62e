package reactor.valkka.media.rtp;

import reactor.valkka.count.Counter;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.media.bitstream.AccessUnitBuilder;
import reactor.valkka.media.bitstream.H265Nal;

import java.nio.ByteBuffer;

/**
 * Takes H.265 out of RTP packets: single NAL units, aggregates (AP) and fragments (FU), into an
 * {@link AccessUnitBuilder}. Depacketizing is the one copy of the data on its way.
 *
 * <pre>
 *  AP  | header, type 48 | length NAL unit | length NAL unit | …
 *  FU  | header, type 49 | S E type | part of a NAL unit
 * </pre>
 *
 * <p>An access unit ends as with {@link H264Depacketizer}, and what is lost shows the same way. NAL
 * units are taken in the order of their packets. Those that have decoding order numbers (DONL,
 * DOND), as {@code sprop-max-don-diff} announces, are put in that order before they come here.
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

    /**
     * Begins a source.
     *
     * @param builder takes the NAL units and hands the access units on
     * @param timeline of the source
     * @param sequence of the source
     * @param clock tells capture times
     * @param counters of the stream
     */
    public H265Depacketizer(
            AccessUnitBuilder builder,
            RtpTimeline timeline,
            SequenceTracker sequence,
            CaptureClock clock,
            StreamCounters counters) {
        super(builder, timeline, sequence, clock, counters);
    }

    @Override
    void nalUnits(ByteBuffer packet, int from, int to) {
        int content = from + HEADER_BYTES;
        if (content >= to) {
            malformed();
            return;
        }
        int type = packet.get(from) >> 1 & TYPE;
        if (type <= SINGLE_MAX) {
            whole(packet, from, to);
        } else if (type == AGGREGATE) {
            aggregate(packet, content, to);
        } else if (type == FRAGMENT) {
            fragment(packet, packet.get(content), content + 1, to);
        } else {
            malformed();
        }
    }

    @Override
    boolean goesOnWithPicture(ByteBuffer packet, int from, int to) {
        int content = from + HEADER_BYTES;
        if (content >= to) {
            return false;
        }
        int type = packet.get(from) >> 1 & TYPE;
        if (type == FRAGMENT) {
            return isStart(packet.get(content))
                    && isLaterSlice(packet, packet.get(content) & TYPE, content + 1, to);
        }
        int unit = type == AGGREGATE ? content + Short.BYTES : from;
        return unit < to
                && isLaterSlice(packet, packet.get(unit) >> 1 & TYPE, unit + HEADER_BYTES, to);
    }

    /** The first bit of a slice says whether it is the first one of its picture. */
    private static boolean isLaterSlice(ByteBuffer packet, int type, int slice, int to) {
        return slice < to && H265Nal.isPictureData(type) && packet.get(slice) >= 0;
    }

    /** The type is in the third byte, all else of the header in the first two. */
    @Override
    void beginFragmented(AccessUnitBuilder units, ByteBuffer packet) {
        int from = RtpPacket.payloadStart(packet);
        int type = packet.get(from + HEADER_BYTES) & TYPE;
        units.beginNalUnit(packet.get(from) & KEPT_OF_HEADER | type << 1, packet.get(from + 1));
    }
}
