package reactor.valkka.benchmarks.fanout;

import reactor.valkka.benchmarks.measure.Delays;

/** What the readers of one kind on one thread saw since it was cleared. Not thread-safe. */
final class Tally {

    final Delays delays = new Delays();
    long packets;
    long bytes;
    long lost;
    long jumps;
    long jumpsAmiss;

    void add(Tally other) {
        packets += other.packets;
        bytes += other.bytes;
        lost += other.lost;
        jumps += other.jumps;
        jumpsAmiss += other.jumpsAmiss;
        delays.addAll(other.delays);
    }

    /** What is lost and where it goes on counts from a reader's first packet on, and is kept. */
    void clear() {
        packets = 0;
        bytes = 0;
        delays.clear();
    }
}
