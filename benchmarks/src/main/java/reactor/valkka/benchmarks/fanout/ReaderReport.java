package reactor.valkka.benchmarks.fanout;

/**
 * What the readers of one kind saw.
 *
 * @param readers that joined and did not leave
 * @param over of these, those whom the server hung up on
 * @param behind of these, those who have not seen anything younger than a second
 * @param jumped of these, those for whom packets were missing
 * @param packets of RTP since the mark
 * @param bytes of these packets
 * @param lost packets missing between each reader's first and its last
 * @param jumps how often some were missing
 * @param jumpsAmiss of these, those that were not followed by the beginning of a key frame
 * @param medianNanos half of the units came within this time
 * @param p99Nanos all but a hundredth of the units came within this time
 * @param longestNanos all units came within this time
 */
record ReaderReport(
        int readers,
        int over,
        int behind,
        int jumped,
        long packets,
        long bytes,
        long lost,
        long jumps,
        long jumpsAmiss,
        long medianNanos,
        long p99Nanos,
        long longestNanos) {

    private static final double NANOS_PER_MILLI = 1e6;

    double p99Millis() {
        return p99Nanos / NANOS_PER_MILLI;
    }

    double medianMillis() {
        return medianNanos / NANOS_PER_MILLI;
    }

    double longestMillis() {
        return longestNanos / NANOS_PER_MILLI;
    }
}
