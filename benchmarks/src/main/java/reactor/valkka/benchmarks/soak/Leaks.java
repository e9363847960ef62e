package reactor.valkka.benchmarks.soak;

/**
 * What did not come back when everything was stopped.
 *
 * @param slots of the pools of units and of pictures, those of lost frames included
 * @param sockets more than before the start
 * @param threads that still run
 */
record Leaks(long slots, int sockets, int threads) {

    long sum() {
        return slots + sockets + threads;
    }
}
