package reactor.valkka.sink.rtsp;

import java.time.Duration;

/**
 * How much a mount keeps for readers that come late or are slow.
 *
 * @param bytesMax bytes of packets at most; the oldest go first
 * @param durationMax age of the oldest unit at most
 * @param slack how far a reader may fall behind a newer key frame before it is moved there
 */
record RingSettings(int bytesMax, Duration durationMax, Duration slack) {
    static final RingSettings DEFAULT =
            new RingSettings(8 << 20, Duration.ofSeconds(10), Duration.ofSeconds(1));

    /** Checks the bounds. */
    RingSettings {
        if (bytesMax <= 0 || durationMax.isNegative() || durationMax.isZero()) {
            throw new IllegalArgumentException(
                    "A ring needs room, got " + bytesMax + " bytes and " + durationMax);
        }
    }
}
