package reactor.valkka.media.rtp;

import java.time.Duration;

/**
 * How far an {@link RtpReorderBuffer} goes to put packets in order.
 *
 * @param packetsMax sequence numbers from a missing packet to the newest one at most, 1 to
 *     {@value #PACKETS_MAX}; when more have come, the missing one is given up
 * @param waitMax time that a packet waits for those before it at most, up to a second; zero gives
 *     every gap up at once, so that only late and doubled packets are taken out
 */
public record ReorderLimits(int packetsMax, Duration waitMax) {
    private static final int PACKETS_MAX = 1_024;
    private static final Duration LONGEST = Duration.ofSeconds(1);

    /** 64 packets, 20 ms: what a network reorders, and less than a picture's time. */
    public static final ReorderLimits DEFAULT = new ReorderLimits(64, Duration.ofMillis(20));

    /** Refuses what is out of range. */
    public ReorderLimits {
        if (packetsMax < 1 || packetsMax > PACKETS_MAX) {
            throw new IllegalArgumentException(
                    "packetsMax must be 1 to " + PACKETS_MAX + ", got " + packetsMax);
        }
        if (waitMax.isNegative() || waitMax.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("waitMax must be 0 to 1 s, got " + waitMax);
        }
    }
}
