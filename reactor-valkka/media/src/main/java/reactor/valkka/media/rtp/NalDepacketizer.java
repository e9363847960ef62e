package reactor.valkka.media.rtp;

import reactor.valkka.count.StreamCounters;
import reactor.valkka.media.bitstream.AccessUnitBuilder;

import java.nio.ByteBuffer;

/**
 * What the payload formats of H.264 and H.265 have in common: NAL units, whole, aggregated or in
 * fragments, go into an {@link AccessUnitBuilder}, and markers and timestamps end access units.
 *
 * <p>A marker between the fragments of a NAL unit ends nothing: a camera that sets it on each
 * packet would get its pictures cut. Of a camera that never sets end bits it is believed. One that
 * does set them, or markers, and leaves a NAL unit without, has cut it.
 *
 * <p>A camera that sets the marker on parameter sets or supplemental information may set it on each
 * slice as well. So its first access unit waits for the next packet: where that goes on with the
 * picture, markers are not believed any more. Of all others the first marker is believed: to wait
 * for the second picture would delay the first one of every camera.
 */
abstract class NalDepacketizer extends SourceDepacketizer {
    private static final int FRAGMENT_START = 0x80;
    private static final int FRAGMENT_END = 0x40;

    private final AccessUnitBuilder builder;
    private final FragmentEnds ends = new FragmentEnds();

    private boolean inFragments;
    private boolean tookWhole;
    private boolean markersLie;
    private boolean endedByMarker;

    /** Markers came where no picture can end, and none yet where one did. */
    private boolean markersDoubtful;

    private boolean markersProven;
    private boolean endIsDoubtful;
    private long doubtfulNanos;

    NalDepacketizer(
            AccessUnitBuilder builder,
            RtpTimeline timeline,
            SequenceTracker sequence,
            CaptureClock clock,
            StreamCounters counters) {
        super(timeline, sequence, clock, counters);
        this.builder = builder;
    }

    /** Takes a payload that is not empty. */
    abstract void nalUnits(ByteBuffer packet, int from, int to);

    /** Whether a payload begins with a slice that is not the first one of its picture. */
    abstract boolean goesOnWithPicture(ByteBuffer packet, int from, int to);

    /** Without a marker, a picture has come whole only if this camera sets none. */
    @Override
    public final void flush(long arrivalNanos) {
        if (builder.hasPicture() && ends.setsMarkers() && !markersLie && !endIsDoubtful) {
            builder.lostInside(1);
        }
        finishUnit(arrivalNanos);
        endIsDoubtful = false;
    }

    @Override
    final void lost(int packets, boolean sameTimestamp) {
        if (endIsDoubtful && !sameTimestamp) {
            believeMarker();
        }
        if (inFragments) {
            inFragments = false;
            builder.abandonNalUnit();
            builder.lostInside(packets);
        } else if (builder.hasPicture() || sameTimestamp && !endedByMarker) {
            builder.lostInside(packets);
        } else {
            builder.lostBefore(packets);
        }
        endedByMarker = false; // what goes on behind a gap does not say that the marker lied
    }

    @Override
    final int reorderDepth() {
        return builder.reorderDepth();
    }

    @Override
    final void timestampEnds(int lost, long arrivalNanos) {
        if (inFragments) {
            ends.leftOpen(); // nothing was lost, or the fragments would have been given up
        }
        if (endIsDoubtful) {
            believeMarker();
        }
        if (builder.hasPicture()) {
            finishUnit(arrivalNanos);
            builder.lostBefore(lost);
        } else {
            builder.carryLoss();
        }
        endedByMarker = false;
    }

    @Override
    final void timestampBegins(boolean jumped) {
        if (jumped) {
            builder.discontinuity();
        }
    }

    /** The marker of the first access unit was its end. */
    private void believeMarker() {
        endIsDoubtful = false;
        markersProven = true;
        finishUnit(doubtfulNanos);
        endedByMarker = true;
    }

    private void finishUnit(long arrivalNanos) {
        if (inFragments && ends.areMissing()) {
            inFragments = false;
            builder.abandonNalUnit();
        }
        endFragments();
        if (builder.hasPicture()) {
            builder.finish(times(arrivalNanos));
        }
    }

    @Override
    final void payload(ByteBuffer packet, int from, int to, boolean marker, long arrivalNanos) {
        if (endIsDoubtful) {
            judgeMarker(goesOnWithPicture(packet, from, to));
        }
        tookWhole = false;
        if (to > from) {
            nalUnits(packet, from, to);
        }
        ends.packet(marker, builder.hasPicture());
        if (endedByMarker && builder.lacksBeginning()) {
            distrustMarkers();
        }
        boolean mayEnd = builder.hasPicture() && (!inFragments || ends.isMarker());
        if (marker && !markersLie && mayEnd) {
            end(arrivalNanos);
        }
        markersDoubtful |= marker && tookWhole && !builder.hasPicture() && !endedByMarker;
    }

    /** The next packet says what a doubtful marker meant. */
    private void judgeMarker(boolean pictureGoesOn) {
        if (pictureGoesOn) {
            endIsDoubtful = false;
            markersLie = true;
        } else {
            believeMarker();
        }
    }

    /** A marker ends the access unit, if it can be believed. */
    private void end(long arrivalNanos) {
        if (markersDoubtful && !markersProven) {
            endIsDoubtful = true;
            doubtfulNanos = arrivalNanos;
        } else {
            markersProven = true;
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

    /** Takes a whole NAL unit; one that was in fragments ends. */
    final void whole(ByteBuffer packet, int from, int to) {
        endFragments();
        tookWhole = true;
        builder.nalUnit(packet, from, to);
    }

    /** Takes NAL units behind lengths of two bytes. */
    final void aggregate(ByteBuffer packet, int from, int to) {
        endFragments();
        tookWhole = true;
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

    static boolean isStart(int fragmentHeader) {
        return (fragmentHeader & FRAGMENT_START) != 0;
    }

    /**
     * Takes a fragment of a NAL unit. What comes without its beginning is of no use.
     *
     * @param fragmentHeader start and end bit in their places, as both formats have them
     * @param from where the content begins, behind all headers
     */
    final void fragment(ByteBuffer packet, int fragmentHeader, int from, int to) {
        if (isStart(fragmentHeader)) {
            endFragments();
            inFragments = true;
            beginFragmented(builder, packet);
        } else if (inFragments) {
            ends.goesOn();
        }
        if (inFragments) {
            builder.append(packet, from, to);
        }
        if ((fragmentHeader & FRAGMENT_END) != 0) {
            ends.endBit();
            endFragments();
        }
    }

    /** Begins the NAL unit whose first fragment is in a packet, with the header it had. */
    abstract void beginFragmented(AccessUnitBuilder units, ByteBuffer packet);

    /** Ends a fragmented NAL unit; where the picture goes on, a missing end bit is careless. */
    private void endFragments() {
        if (inFragments) {
            inFragments = false;
            builder.endNalUnit();
        }
    }
}
