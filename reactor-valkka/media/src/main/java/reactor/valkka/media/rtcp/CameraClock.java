package reactor.valkka.media.rtcp;

/**
 * What a camera's sender reports claim its clock to be, compared with ours.
 *
 * @param aheadNanos how far it is ahead of ours by the last report, the network's delay taken off
 *     it; negative where it is behind
 * @param firstAheadNanos the same by the first report
 * @param firstNanos when the first report came, on the clock of {@link System#nanoTime()}
 * @param lastNanos when the last report came
 * @param reports how many have come
 */
public record CameraClock(
        long aheadNanos, long firstAheadNanos, long firstNanos, long lastNanos, long reports) {

    private static final double PARTS = 1e6;

    static CameraClock first(long ahead, long now) {
        return new CameraClock(ahead, ahead, now, now, 1);
    }

    CameraClock next(long ahead, long now) {
        return new CameraClock(ahead, firstAheadNanos, firstNanos, now, reports + 1);
    }

    /**
     * How much faster the camera's clock runs than ours, in parts in a million, over all reports; 0
     * as long as there is one. The delay of the network makes it uncertain over short times.
     */
    public double driftPpm() {
        long passed = lastNanos - firstNanos;
        return passed <= 0 ? 0 : (aheadNanos - firstAheadNanos) * PARTS / passed;
    }
}
