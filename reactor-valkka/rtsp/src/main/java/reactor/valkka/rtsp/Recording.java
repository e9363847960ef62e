package reactor.valkka.rtsp;

import reactor.valkka.media.rtp.ReplayClock;
import reactor.valkka.media.rtp.ReplayExtension;
import reactor.valkka.media.rtp.RtpPacket;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * What the packets of one track say of the recording that they come from: where it has gaps, and
 * where it ends. Source: ONVIF Streaming Specification §6.3.
 */
final class Recording {

    private static final long GAP_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(500);
    private static final double NANOS_PER_SECOND = 1e9;

    private boolean begun;
    private int lastTimestamp;
    private long lastEpochNanos;

    /** Whether the recording has a gap before this packet. */
    boolean hasGapBefore(ByteBuffer packet) {
        return begun
                && RtpPacket.timestamp(packet) != lastTimestamp
                && ReplayExtension.isPresent(packet)
                && ReplayExtension.isDiscontinuity(packet);
    }

    /** How long the gap is in ticks; what is not said or makes no sense is half a second. */
    long gapTicks(ByteBuffer packet, int clockRateHz) {
        long epochNanos = ReplayExtension.epochNanos(packet);
        boolean told = epochNanos > lastEpochNanos && lastEpochNanos > 0;
        long gap = told ? epochNanos - lastEpochNanos : GAP_NANOS_MIN;
        return Math.max(1, Math.round(gap / NANOS_PER_SECOND * clockRateHz));
    }

    /** Takes note of a packet; true if it is the last one. */
    boolean takes(ByteBuffer packet, ReplayClock clock) {
        begun = true;
        lastTimestamp = RtpPacket.timestamp(packet);
        clock.onPacket(packet);
        if (!ReplayExtension.isPresent(packet)) {
            return false;
        }
        long epochNanos = ReplayExtension.epochNanos(packet);
        lastEpochNanos = epochNanos == 0 ? lastEpochNanos : epochNanos;
        return ReplayExtension.isTerminal(packet);
    }

    /** The timestamp of the last packet. */
    int lastTimestamp() {
        return lastTimestamp;
    }
}
