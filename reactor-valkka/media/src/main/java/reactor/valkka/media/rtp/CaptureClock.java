package reactor.valkka.media.rtp;

import reactor.valkka.frame.CaptureOrigin;

/** Tells when a picture was captured. One for each track; one thread. */
public interface CaptureClock {

    /**
     * Wall-clock time of capture in nanoseconds since 1970.
     *
     * @param pts presentation timestamp in ticks of the track's timeline
     * @param arrivalNanos when the unit came, on the clock of {@link System#nanoTime()}
     */
    long capturedNanos(long pts, long arrivalNanos);

    /** Where the time last given comes from. */
    CaptureOrigin origin();

    /** True if the time last given does not follow from the one before it. */
    default boolean hasJumped() {
        return false;
    }
}
