package reactor.valkka.rtsp;

/**
 * Where the times of a session's tracks begin: with the first packet of any of them. A track that
 * begins later begins so much later, so that the times of all tracks can be compared.
 */
final class SessionStart {

    private static final double NANOS_PER_SECOND = 1e9;

    private final long startNanos;
    private boolean begun;
    private long firstArrivalNanos;

    SessionStart(long startNanos) {
        this.startNanos = startNanos;
    }

    /** The time of a track whose first packet comes now. */
    long ticks(long arrivalNanos, int clockRateHz) {
        if (!begun) {
            begun = true;
            firstArrivalNanos = arrivalNanos;
        }
        long nanos = startNanos + Math.max(0, arrivalNanos - firstArrivalNanos);
        return Math.round(nanos / NANOS_PER_SECOND * clockRateHz);
    }
}
