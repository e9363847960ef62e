package reactor.valkka.media.rtp;

/**
 * Makes 64-bit ticks that do not wrap of the 32-bit timestamps of RTP packets, in the order in
 * which they come. The first timestamp is 0, unless said otherwise. Steps back are those of
 * reordered pictures, as long as they lead back behind no more pictures than may be reordered.
 *
 * <p>A camera that restarts or sets its clock jumps to any timestamp. A step of more than {@value
 * #JUMP_SECONDS} s that also differs by so much from the time that really passed is such a jump:
 * the ticks then go on by the time that passed, and {@link #hasJumped()} says so once. So is a step
 * back that is farther than that of any reordered picture. Small steps are taken as they are, so a
 * connection that stalls and then delivers all at once moves nothing.
 *
 * <p><b>Threads:</b> one. <b>Source:</b> RFC 3550 §5.1 (timestamp).
 */
public final class RtpTimeline {
    private static final int JUMP_SECONDS = 10;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int REORDERED_MAX = 16;

    /** Streams that say that nothing is reordered are not always right. */
    private static final int REORDERED_AT_LEAST = 4;

    private final int clockRateHz;
    private final boolean recorded;
    private boolean started;
    private int lastTimestamp;
    private long lastArrivalNanos;
    private long ticks;
    private long highestTicks;
    private boolean jumped;

    /** The ticks that were placed lately, in a ring. */
    private final long[] latest = new long[REORDERED_MAX + 1];

    private long placed;

    /** A timeline of a clock. */
    public RtpTimeline(int clockRateHz) {
        this(clockRateHz, 0);
    }

    /** A timeline that goes on from one that was broken off: the first timestamp is firstTicks. */
    public RtpTimeline(int clockRateHz, long firstTicks) {
        this(clockRateHz, firstTicks, false);
    }

    /**
     * A timeline of a recording, which comes at any speed and may leave out pictures for a while:
     * whatever the step, it is none of the camera's clock.
     */
    public static RtpTimeline recorded(int clockRateHz, long firstTicks) {
        return new RtpTimeline(clockRateHz, firstTicks, true);
    }

    private RtpTimeline(int clockRateHz, long firstTicks, boolean recorded) {
        if (clockRateHz <= 0) {
            throw new IllegalArgumentException("Clock rate must be > 0 Hz, got " + clockRateHz);
        }
        this.clockRateHz = clockRateHz;
        this.recorded = recorded;
        ticks = firstTicks;
        highestTicks = firstTicks;
    }

    /** Ticks per second. */
    public int clockRateHz() {
        return clockRateHz;
    }

    /**
     * Places a timestamp of a stream of which nobody knows how it is reordered.
     *
     * @param arrivalNanos when its packet came, on a clock that never jumps
     */
    public long ticks(int timestamp, long arrivalNanos) {
        return ticks(timestamp, arrivalNanos, REORDERED_MAX);
    }

    /**
     * Places a timestamp.
     *
     * @param arrivalNanos when its packet came, on a clock that never jumps
     * @param reorderDepth units that may come before one and are later than it, −1 if unknown
     */
    public long ticks(int timestamp, long arrivalNanos, int reorderDepth) {
        jumped = false;
        if (started) {
            advance(timestamp - lastTimestamp, arrivalNanos, reorderDepth);
        }
        started = true;
        lastTimestamp = timestamp;
        lastArrivalNanos = arrivalNanos;
        highestTicks = Math.max(highestTicks, ticks);
        latest[(int) (placed++ % latest.length)] = ticks;
        return ticks;
    }

    private void advance(int step, long arrivalNanos, int reorderDepth) {
        boolean back = step < 0 && isTooFarBack(ticks + step, reorderDepth);
        jumped = !recorded && (back || isTooFar(step, arrivalNanos));
        if (jumped) {
            ticks = following(arrivalNanos);
            placed = 0;
        } else {
            ticks += step;
        }
    }

    private boolean isTooFar(int step, long arrivalNanos) {
        double passed = (arrivalNanos - lastArrivalNanos) / NANOS_PER_SECOND * clockRateHz;
        double jumpTicks = (double) JUMP_SECONDS * clockRateHz;
        return Math.abs((double) step) > jumpTicks && Math.abs(step - passed) > jumpTicks;
    }

    private boolean isTooFarBack(long place, int reorderDepth) {
        int later = 0;
        for (int i = 0; i < Math.min(placed, latest.length); i++) {
            later += latest[i] > place ? 1 : 0;
        }
        int depth = reorderDepth < 0 ? REORDERED_MAX : Math.min(reorderDepth, REORDERED_MAX);
        return later > Math.max(depth, REORDERED_AT_LEAST);
    }

    /**
     * Ticks that lie behind all that were placed, by the time that has passed since the last one;
     * where another source takes over.
     */
    public long following(long arrivalNanos) {
        double passed = (arrivalNanos - lastArrivalNanos) / NANOS_PER_SECOND * clockRateHz;
        return started ? highestTicks + Math.max(1, Math.round(passed)) : highestTicks;
    }

    /** True if the timestamp last placed did not follow from the one before it. */
    public boolean hasJumped() {
        return jumped;
    }

    /**
     * Where a timestamp of the stream lies that no packet carries, as in a sender report; the
     * timeline stays as it is.
     */
    public long project(int timestamp) {
        return ticks + (timestamp - lastTimestamp);
    }

    /** True once a timestamp has been placed. */
    public boolean isStarted() {
        return started;
    }
}
