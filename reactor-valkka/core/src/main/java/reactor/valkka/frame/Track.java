package reactor.valkka.frame;

import java.util.List;

/**
 * One elementary stream within a stream.
 *
 * @param index position in {@link StreamSetup#tracks()}
 * @param codec how its units are encoded
 * @param clockRateHz ticks per second of its timestamps
 * @param parameterSets what a decoder needs before the first unit, in the order in which it needs
 *     it: for H.264 the SPS and PPS NAL units, for H.265 VPS, SPS and PPS (without start codes or
 *     lengths), for AAC the AudioSpecificConfig
 * @param format what is known of the contents
 */
public record Track(
        int index, Codec codec, int clockRateHz, List<Bytes> parameterSets, TrackFormat format) {

    /** Checks and copies. */
    public Track {
        if (index < 0 || clockRateHz <= 0) {
            throw new IllegalArgumentException("Track index must be >= 0 and clock rate > 0, got "
                    + index + " and " + clockRateHz);
        }
        parameterSets = List.copyOf(parameterSets);
    }

    /** What the track carries. */
    public TrackKind kind() {
        return codec.kind();
    }
}
