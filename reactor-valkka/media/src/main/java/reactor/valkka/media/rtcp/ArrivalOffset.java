package reactor.valkka.media.rtcp;

import java.util.concurrent.TimeUnit;

/**
 * What to add to a track's media time to have the wall-clock time of its arrival, without the
 * jitter of the network.
 *
 * <p>In the first {@value #SETTLING_SECONDS} s the quickest packet counts: a camera may begin with
 * what it has kept, which comes at once and is older than it looks. From then on the offset follows
 * by {@value SenderReportClock#SLEW_PPM} ppm. A difference of more than {@value
 * SenderReportClock#STEP_SECONDS} s is taken at once when it has lasted for
 * {@value #LASTING_SECONDS} s; until then it may be a connection that stalled and delivers late.
 */
final class ArrivalOffset {

    private static final int SETTLING_SECONDS = 2;
    private static final int LASTING_SECONDS = 5;
    private static final long SETTLING_NANOS = TimeUnit.SECONDS.toNanos(SETTLING_SECONDS);
    private static final long LASTING_NANOS = TimeUnit.SECONDS.toNanos(LASTING_SECONDS);

    private boolean started;
    private long startedAt;
    private long offset;
    private boolean far;
    private long farSince;

    /**
     * Takes the arrival of a unit.
     *
     * @param offsetNow what its arrival would say
     * @param slewMax how far the offset may move by slewing
     * @param arrivalNanos when it came
     */
    long next(long offsetNow, long slewMax, long arrivalNanos) {
        long error = offsetNow - offset;
        if (!started) {
            started = true;
            startedAt = arrivalNanos;
            offset = offsetNow;
        } else if (error < 0 && arrivalNanos - startedAt <= SETTLING_NANOS) {
            offset = offsetNow;
        } else if (isLasting(error, arrivalNanos)) {
            offset = offsetNow;
            far = false;
        } else if (!far) {
            offset += Math.max(-slewMax, Math.min(slewMax, error));
        }
        return offset;
    }

    private boolean isLasting(long error, long arrivalNanos) {
        boolean wasFar = far;
        far = Math.abs(error) > SenderReportClock.STEP_NANOS;
        if (far && !wasFar) {
            farSince = arrivalNanos;
        }
        return far && arrivalNanos - farSince >= LASTING_NANOS;
    }
}
