package reactor.valkka.rtsp;

import reactor.valkka.media.rtp.ReplayClock;
import reactor.valkka.media.rtp.ReplayExtension;
import reactor.valkka.media.rtp.RtpPacket;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * What the packets of one track say of the recording that they come from: where it has gaps, and
 * where it ends.
 *
 * <p>What a packet says goes for the whole unit that it is a part of, and need not be said by each
 * of its packets. So the end is that of the unit of which one packet says that it is the last: its
 * marker, or another timestamp. Where a recording sets no markers, or has no pictures, the first
 * packet that says so is the end.
 *
 * <p>Source: ONVIF Streaming Specification §6.3.
 */
final class Recording {

    private static final long GAP_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(500);
    private static final double NANOS_PER_SECOND = 1e9;

    private final boolean marked;
    private boolean begun;
    private int lastTimestamp;
    private long lastEpochNanos;
    private boolean ending;
    private boolean setsMarkers;
    private boolean severalUnits;

    /**
     * Begins a track.
     *
     * @param marked its units end with markers
     */
    Recording(boolean marked) {
        this.marked = marked;
    }

    /** Whether the recording has a gap before this packet. */
    boolean hasGapBefore(ByteBuffer packet) {
        return begun
                && RtpPacket.timestamp(packet) != lastTimestamp
                && ReplayExtension.isPresent(packet)
                && ReplayExtension.isDiscontinuity(packet);
    }

    /**
     * How long the gap is in ticks of playing; what is not said or makes no sense is half a second.
     *
     * @param scale how many times as fast as it was recorded it is played
     */
    long gapTicks(ByteBuffer packet, int clockRateHz, double scale) {
        long epochNanos = ReplayExtension.epochNanos(packet);
        boolean told = epochNanos > lastEpochNanos && lastEpochNanos > 0;
        double gap = told ? (epochNanos - lastEpochNanos) / scale : GAP_NANOS_MIN;
        return Math.max(1, Math.round(gap / NANOS_PER_SECOND * clockRateHz));
    }

    /** Whether the last unit was complete before this packet. */
    boolean isOverBefore(ByteBuffer packet) {
        return ending && RtpPacket.timestamp(packet) != lastTimestamp;
    }

    /** Takes note of a packet; true if it is the last one. */
    boolean takes(ByteBuffer packet, ReplayClock clock) {
        int timestamp = RtpPacket.timestamp(packet);
        severalUnits |= begun && timestamp != lastTimestamp;
        setsMarkers |= RtpPacket.marker(packet);
        begun = true;
        lastTimestamp = timestamp;
        clock.onPacket(packet);
        if (ReplayExtension.isPresent(packet)) {
            long epochNanos = ReplayExtension.epochNanos(packet);
            lastEpochNanos = epochNanos == 0 ? lastEpochNanos : epochNanos;
            ending |= ReplayExtension.isTerminal(packet);
        }
        boolean withoutMarkers = !marked || severalUnits && !setsMarkers;
        return ending && (RtpPacket.marker(packet) || withoutMarkers);
    }

    /** The timestamp of the last packet. */
    int lastTimestamp() {
        return lastTimestamp;
    }
}
