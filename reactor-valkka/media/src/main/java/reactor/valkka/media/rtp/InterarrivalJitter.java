package reactor.valkka.media.rtp;

/**
 * How unevenly the packets of one source arrive, as receiver reports say it: the smoothed
 * difference between the spacing of packets on arrival and that of their timestamps.
 *
 * <pre>
 * D(i-1, i) = (arrival i - timestamp i) - (arrival i-1 - timestamp i-1)
 * J(i)      = J(i-1) + (|D(i-1, i)| - J(i-1)) / 16
 * </pre>
 *
 * <p><b>Threads:</b> one. <b>Units:</b> ticks of the payload's clock. <b>Source:</b> RFC 3550
 * §6.4.1, §A.8 (whose integer arithmetic this is, with J kept sixteenfold).
 */
public final class InterarrivalJitter {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int GAIN_BITS = 4;
    private static final int ROUNDING = 8;

    private final int clockRateHz;
    private boolean started;
    private int lastTransit;
    private long sixteenfold;

    /** Begins a source whose timestamps have this clock. */
    public InterarrivalJitter(int clockRateHz) {
        this.clockRateHz = clockRateHz;
    }

    /**
     * Takes note of a packet, in the order of arrival.
     *
     * @param timestamp of the packet
     * @param arrivalNanos when it came, on a clock that never jumps
     */
    public void packet(int timestamp, long arrivalNanos) {
        int transit = arrivalTicks(arrivalNanos) - timestamp;
        if (started) {
            long difference = Math.abs((long) (transit - lastTransit));
            sixteenfold += difference - (sixteenfold + ROUNDING >> GAIN_BITS);
        }
        started = true;
        lastTransit = transit;
    }

    /** The jitter of what has come so far, as a report carries it. */
    public int ticks() {
        return (int) (sixteenfold >> GAIN_BITS);
    }

    /** Wraps like a timestamp; only differences count. */
    private int arrivalTicks(long nanos) {
        long seconds = Math.floorDiv(nanos, NANOS_PER_SECOND);
        long rest = Math.floorMod(nanos, NANOS_PER_SECOND);
        return (int) (seconds * clockRateHz + rest * clockRateHz / NANOS_PER_SECOND);
    }
}
