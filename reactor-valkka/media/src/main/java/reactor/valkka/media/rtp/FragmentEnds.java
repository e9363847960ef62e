package reactor.valkka.media.rtp;

/**
 * What a source is seen to say of the ends of its fragmented NAL units, by end bits and by markers:
 * cameras forget the one, the other or both, or set the marker on each packet. Where a source says
 * nothing this time that it has said before, it has cut the unit itself, and no gap in the numbers
 * tells.
 */
final class FragmentEnds {
    private boolean endBits;
    private boolean markers;
    private boolean markersInside;
    private boolean endBitMissing;
    private boolean marked;

    /** A fragment has the end bit. */
    void endBit() {
        endBits = true;
    }

    /** A fragment goes on with the NAL unit of the packet before it. */
    void goesOn() {
        markersInside |= marked;
    }

    /** A packet has been taken, with or without a marker, and there is picture data or not. */
    void packet(boolean marker, boolean picture) {
        marked = marker;
        markers |= marker && picture;
    }

    /** Another timestamp has come while fragments were open. */
    void leftOpen() {
        endBitMissing = true;
    }

    /** True if a marker is all that ends a fragmented NAL unit of this source. */
    boolean isMarker() {
        return endBitMissing && !endBits && !markersInside;
    }

    /** True if the source says where pictures end, by markers. */
    boolean setsMarkers() {
        return markers && !markersInside;
    }

    /** True if a NAL unit whose fragments are open now is not whole. */
    boolean areMissing() {
        boolean endedByMarker = marked && !markersInside;
        return !endedByMarker && (endBits || setsMarkers());
    }
}
