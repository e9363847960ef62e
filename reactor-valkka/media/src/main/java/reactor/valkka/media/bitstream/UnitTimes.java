package reactor.valkka.media.bitstream;

import reactor.valkka.frame.CaptureOrigin;

/**
 * When an access unit is to be shown and decoded, when it came, and when it was captured.
 *
 * @param pts presentation timestamp in ticks
 * @param dts decoding timestamp in ticks, or {@link #NO_DTS} to have one made
 * @param durationTicks duration in ticks, 0 if unknown
 * @param firstArrivalNanos when its first packet came, on the clock of {@link System#nanoTime()}
 * @param arrivalNanos when its last byte came, on the same clock
 * @param capturedNanos wall-clock time of capture in nanoseconds since 1970
 * @param origin where {@code capturedNanos} comes from
 * @param captureJumped {@code capturedNanos} does not follow from that of the unit before
 */
public record UnitTimes(
        long pts,
        long dts,
        long durationTicks,
        long firstArrivalNanos,
        long arrivalNanos,
        long capturedNanos,
        CaptureOrigin origin,
        boolean captureJumped) {

    /** Value of {@link #dts()} where the stream gives none. */
    public static final long NO_DTS = Long.MIN_VALUE;

    /** Times of a unit that came at once, and was captured after the one before. */
    public UnitTimes(
            long pts,
            long dts,
            long durationTicks,
            long arrivalNanos,
            long capturedNanos,
            CaptureOrigin origin) {
        this(pts, dts, durationTicks, arrivalNanos, arrivalNanos, capturedNanos, origin, false);
    }

    /** Times of a unit that has just come, captured when it arrived as far as is known. */
    public static UnitTimes arrived(long pts, long arrivalNanos, long arrivalEpochNanos) {
        return new UnitTimes(
                pts, NO_DTS, 0, arrivalNanos, arrivalEpochNanos, CaptureOrigin.ARRIVAL);
    }
}
