package reactor.valkka.benchmarks.browser;

/**
 * What the viewers have counted.
 *
 * @param units that came whole
 * @param bytes of their messages
 * @param gaps units that are missing between others
 * @param silent viewers to whom nothing came
 * @param p50Nanos from a unit's being made to a viewer that has read all of it
 * @param p99Nanos the same
 * @param p999Nanos the same
 */
record BrowserStatus(
        long units,
        long bytes,
        long gaps,
        int silent,
        long p50Nanos,
        long p99Nanos,
        long p999Nanos) {
    private static final double HALF = 0.5;
    private static final double MOST = 0.99;
    private static final double NEARLY_ALL = 0.999;

    static BrowserStatus of(Viewer.Tally tally, int silent) {
        return new BrowserStatus(
                tally.units,
                tally.bytes,
                tally.gaps,
                silent,
                tally.delays.nanos(HALF),
                tally.delays.nanos(MOST),
                tally.delays.nanos(NEARLY_ALL));
    }
}
