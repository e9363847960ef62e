package reactor.valkka.sink.rtsp;

import java.util.random.RandomGenerator;

/**
 * UDP ports that a server may use, so that a firewall can let them through.
 *
 * @param from the lowest one
 * @param to the highest one
 */
record PortRange(int from, int to) {
    static final PortRange DEFAULT = new PortRange(20_000, 59_999);

    private static final int LOWEST = 1024;
    private static final int HIGHEST = 65_535;

    /** Refuses ranges without an even port and the next one. */
    PortRange {
        if (from < LOWEST || to > HIGHEST || firstEven(from) + 1 > to) {
            throw new IllegalArgumentException("UDP ports must be a range within " + LOWEST + " to "
                    + HIGHEST + " with an even one and the next, got " + from + " to " + to);
        }
    }

    /** An even port whose next one is within the range, too. */
    int randomEven(RandomGenerator random) {
        int first = firstEven(from);
        int pairs = (to - first + 1) / 2;
        return first + 2 * random.nextInt(pairs);
    }

    private static int firstEven(int port) {
        return port + (port & 1);
    }
}
