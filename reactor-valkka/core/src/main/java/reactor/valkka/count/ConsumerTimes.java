package reactor.valkka.count;

/** How long frames of one stream take to one consumer. Safe for all threads. */
public final class ConsumerTimes {
    private final Histogram delivered = new Histogram();
    private final Histogram total = new Histogram();

    ConsumerTimes() {}

    /**
     * Adds a frame. All times are on the clock of {@link System#nanoTime()}; 0 where nobody knows,
     * and then nothing is added.
     *
     * @param firstArrivalNanos when its first packet arrived
     * @param readyNanos when it came out of its decoder or, as a unit, was complete
     * @param nowNanos when the consumer has it
     */
    public void record(long firstArrivalNanos, long readyNanos, long nowNanos) {
        if (firstArrivalNanos != 0 && readyNanos != 0) {
            delivered.record(nowNanos - readyNanos);
            total.record(nowNanos - firstArrivalNanos);
        }
    }

    /** How long {@link Stage#DELIVERED} took. */
    public Durations delivered() {
        return delivered.snapshot();
    }

    /** How long {@link Stage#TOTAL} took. */
    public Durations total() {
        return total.snapshot();
    }
}
