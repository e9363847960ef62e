package reactor.valkka.media.rtp;

import reactor.valkka.count.Counter;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.media.bitstream.AccessUnitBuilder;

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
public final class H264Depacketizer extends SourceDepacketizer {
    private static final int TYPE = 0x1F;
    private static final int SINGLE_MAX = 23;
    private static final int AGGREGATE = 24;
    private static final int FRAGMENT = 28;
    private static final int NAL_REFERENCE = 0xE0;
    private static final int FRAGMENT_START = 0x80;
    private static final int FRAGMENT_END = 0x40;
    private static final int FRAGMENT_HEADER_BYTES = 2;

    private final AccessUnitBuilder builder;

    private boolean inFragments;
    private boolean markersLie;
    private boolean endedByMarker;

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
        super(timeline, sequence, clock, counters);
        this.builder = builder;
    }

    @Override
    public void flush(long arrivalNanos) {
        finishUnit(arrivalNanos);
    }

    @Override
    void lost(int packets, boolean sameTimestamp) {
        if (inFragments) {
            inFragments = false;
            builder.abandonNalUnit();
            builder.lostInside(packets);
        } else if (builder.hasPicture() || sameTimestamp && !endedByMarker) {
            builder.lostInside(packets);
        } else {
            builder.lostBefore(packets);
        }
    }

    @Override
    void timestampEnds(int lost, long arrivalNanos) {
        if (builder.hasPicture()) {
            finishUnit(arrivalNanos);
            builder.lostBefore(lost);
        } else {
            builder.carryLoss();
        }
        endedByMarker = false;
    }

    @Override
    void timestampBegins(boolean jumped) {
        if (jumped) {
            builder.discontinuity();
        }
    }

    private void finishUnit(long arrivalNanos) {
        endFragments();
        if (builder.hasPicture()) {
            builder.finish(times(arrivalNanos));
        }
    }

    @Override
    void payload(ByteBuffer packet, int from, int to, boolean marker, long arrivalNanos) {
        nalUnits(packet, from, to);
        if (endedByMarker && builder.firstMacroblock() > 0) {
            distrustMarkers();
        }
        if (marker && !markersLie) {
            finishUnit(arrivalNanos);
            endedByMarker = true;
        }
    }

    /** A picture goes on behind its marker: this camera sets the bit on each slice. */
    private void distrustMarkers() {
        markersLie = true;
        endedByMarker = false;
        builder.discard();
        builder.lostBefore(1);
    }

    private void nalUnits(ByteBuffer packet, int from, int to) {
        if (from >= to) {
            return;
        }
        int header = packet.get(from);
        int type = header & TYPE;
        if (type == FRAGMENT) {
            fragment(packet, header, from, to);
            return;
        }
        endFragments();
        if (type <= SINGLE_MAX) {
            builder.nalUnit(packet, from, to);
        } else if (type == AGGREGATE) {
            aggregate(packet, from + 1, to);
        } else {
            malformed();
        }
    }

    private void aggregate(ByteBuffer packet, int from, int to) {
        int at = from;
        while (to - at > Short.BYTES) {
            int length = packet.getShort(at) & 0xFFFF;
            at += Short.BYTES;
            if (length > to - at) {
                malformed();
                return;
            }
            builder.nalUnit(packet, at, at + length);
            at += length;
        }
    }

    private void fragment(ByteBuffer packet, int indicator, int from, int to) {
        if (to - from < FRAGMENT_HEADER_BYTES) {
            malformed();
            return;
        }
        int header = packet.get(from + 1);
        if ((header & FRAGMENT_START) != 0) {
            endFragments();
            inFragments = true;
            builder.beginNalUnit(indicator & NAL_REFERENCE | header & TYPE);
        } else if (!inFragments) {
            return;
        }
        builder.append(packet, from + FRAGMENT_HEADER_BYTES, to);
        if ((header & FRAGMENT_END) != 0) {
            endFragments();
        }
    }

    /** Ends a fragmented NAL unit; without a gap before, a missing end bit is only careless. */
    private void endFragments() {
        if (inFragments) {
            inFragments = false;
            builder.endNalUnit();
        }
    }
}
