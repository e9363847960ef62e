package reactor.valkka.benchmarks.fanout;

/** What the readers of one kind on one thread saw since it was cleared. Not thread-safe. */
final class Tally {

    final Delays delays = new Delays();
    long packets;
    long bytes;
    long lost;

    void add(Tally other) {
        packets += other.packets;
        bytes += other.bytes;
        lost += other.lost;
        delays.addAll(other.delays);
    }

    /** Loss counts from a reader's first packet to its last, and is kept. */
    void clear() {
        packets = 0;
        bytes = 0;
        delays.clear();
    }
}
