package reactor.valkka.benchmarks.fanout;

/**
 * What is measured.
 *
 * @param contender the server
 * @param readers at most
 * @param overUdp whether they are sent datagrams
 * @param loops threads of the readers
 * @param patienceSeconds how long a server of ours bears with one that does not catch up
 */
record FanoutPlan(
        Contender contender, int readers, boolean overUdp, int loops, int patienceSeconds) {

    private static final int PATIENCE_SECONDS = 30;
    private static final int MANY = 500;

    /** A plan with two threads of readers where there are many, and a server's usual patience. */
    static FanoutPlan of(Contender contender, int readers, boolean overUdp) {
        return new FanoutPlan(
                contender, readers, overUdp, readers > MANY ? 2 : 1, PATIENCE_SECONDS);
    }

    FanoutPlan withLoops(int count) {
        return new FanoutPlan(contender, readers, overUdp, count, patienceSeconds);
    }

    FanoutPlan withPatience(int seconds) {
        return new FanoutPlan(contender, readers, overUdp, loops, seconds);
    }
}
