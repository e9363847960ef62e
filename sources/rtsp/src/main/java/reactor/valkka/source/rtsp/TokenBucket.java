package reactor.valkka.source.rtsp;

/**
 * Lets something happen so many times a second on average, and so many times at once after a pause.
 *
 * <p><b>Threads:</b> one at a time. <b>Units:</b> nanoseconds of any monotonic clock.
 * <b>Source:</b> the generic cell rate algorithm, ITU-T I.371, which needs one number where others
 * need two.
 */
final class TokenBucket {

    private static final double NANOS_PER_SECOND = 1e9;

    private final double intervalNanos;
    private final long toleranceNanos;
    private long due;
    private boolean used;

    /**
     * A full bucket.
     *
     * @param perSecond tokens that come in each second
     * @param burst tokens that it holds
     */
    TokenBucket(double perSecond, int burst) {
        intervalNanos = NANOS_PER_SECOND / perSecond;
        toleranceNanos = (long) ((burst - 1) * intervalNanos);
    }

    /** From when on a token is there; not after {@code now} if it is there already. */
    long readyAt(long now) {
        return used ? due - toleranceNanos : now;
    }

    /** Whether a token is there. */
    boolean isReady(long now) {
        return readyAt(now) - now <= 0;
    }

    /** Whether all tokens are there, so that a new bucket would do as well. */
    boolean isFull(long now) {
        return !used || due - now <= 0;
    }

    /**
     * Takes the token that is there.
     *
     * @param stretch how much longer than usual the next one takes, around 1
     */
    void take(long now, double stretch) {
        long from = isFull(now) ? now : due;
        due = from + (long) (intervalNanos * stretch);
        used = true;
    }
}
