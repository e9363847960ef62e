package reactor.valkka.media.rtp;

import reactor.valkka.count.Counter;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.media.bitstream.AccessUnitBuilder;
import reactor.valkka.media.bitstream.H264Nal;

import java.nio.ByteBuffer;

/**
 * Takes H.264 out of RTP packets: single NAL units, aggregates (STAP-A) and fragments (FU-A), into
 * an {@link AccessUnitBuilder}. Depacketizing is the one copy of the data on its way.
 *
 * <p>An access unit ends with the packet that carries the marker bit, at once. Where a camera never
 * sets it, or sets it on each slice, the unit ends when the timestamp changes. A marker on
 * parameter sets or supplemental information ends nothing, as there is no picture yet.
 *
 * <p><b>Loss:</b> a NAL unit with a missing fragment is thrown away; what is left of the unit is
 * handed on flagged with the number of lost packets. Loss before a key frame that is complete
 * itself does not flag the key frame.
 *
 * <p><b>Threads:</b> one. <b>Ownership:</b> packets stay the caller's and are not kept.
 * <b>Memory:</b> nothing is allocated per packet. <b>Errors:</b> none are thrown; {@link
 * Counter#PACKETS_MALFORMED} and {@link Counter#PACKETS_LOST} count.
 *
 * <p><b>Source:</b> RFC 6184 §5.6 (single), §5.7.1 (STAP-A), §5.8 (FU-A), §5.1 (marker). The
 * interleaved mode (§6.4: STAP-B, MTAP, FU-B) is not read.
 */
public final class H264Depacketizer extends NalDepacketizer {
    private static final int TYPE = 0x1F;
    private static final int SINGLE_MAX = 23;
    private static final int AGGREGATE = 24;
    private static final int FRAGMENT = 28;
    private static final int NAL_REFERENCE = 0xE0;
    private static final int FRAGMENT_HEADER_BYTES = 2;

    /**
     * Begins a source.
     *
     * @param builder takes the NAL units and hands the access units on
     * @param timeline of the source
     * @param sequence of the source
     * @param clock tells capture times
     * @param counters of the stream
     */
    public H264Depacketizer(
            AccessUnitBuilder builder,
            RtpTimeline timeline,
            SequenceTracker sequence,
            CaptureClock clock,
            StreamCounters counters) {
        super(builder, timeline, sequence, clock, counters);
    }

    @Override
    void nalUnits(ByteBuffer packet, int from, int to) {
        int type = packet.get(from) & TYPE;
        if (type <= SINGLE_MAX) {
            whole(packet, from, to);
        } else if (type == AGGREGATE) {
            aggregate(packet, from + 1, to);
        } else if (type == FRAGMENT && to - from >= FRAGMENT_HEADER_BYTES) {
            fragment(packet, packet.get(from + 1), from + FRAGMENT_HEADER_BYTES, to);
        } else {
            malformed();
        }
    }

    @Override
    boolean goesOnWithPicture(ByteBuffer packet, int from, int to) {
        if (to - from <= FRAGMENT_HEADER_BYTES) {
            return false;
        }
        int first = from + 1;
        return switch (packet.get(from) & TYPE) {
            case AGGREGATE -> isLaterSlice(packet, first + Short.BYTES, to);
            case FRAGMENT -> isStart(packet.get(first)) && isLaterSlice(packet, first, to);
            default -> isLaterSlice(packet, from, to);
        };
    }

    /** Slices begin with the number of their first macroblock, and 0 is a bit that is set. */
    private static boolean isLaterSlice(ByteBuffer packet, int type, int to) {
        return type + 1 < to
                && H264Nal.isPictureData(packet.get(type) & TYPE)
                && packet.get(type + 1) >= 0;
    }

    /** The type is in the second byte, all else of the header in the first. */
    @Override
    void beginFragmented(AccessUnitBuilder units, ByteBuffer packet) {
        int from = RtpPacket.payloadStart(packet);
        units.beginNalUnit(packet.get(from) & NAL_REFERENCE | packet.get(from + 1) & TYPE);
    }
}
