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

    String line() {
        return slots + " " + sockets + " " + threads;
    }

    static Leaks parse(String line) {
        String[] figures = line.split(" ", -1);
        return new Leaks(
                Long.parseLong(figures[0]),
                Integer.parseInt(figures[1]),
                Integer.parseInt(figures[2]));
    }
}
