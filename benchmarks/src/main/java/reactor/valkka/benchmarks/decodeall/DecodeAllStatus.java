package reactor.valkka.benchmarks.decodeall;

/**
 * What the decoding process says of itself.
 *
 * @param pictures that came so far
 * @param fewest that a camera had since the mark
 * @param wrong that were not what the camera showed at their time
 * @param spread between cameras in any ten seconds, as a part of their mean; NaN before there were
 *     ten
 * @param p50Millis from the camera's write to the subscriber; so are the others
 * @param p99Millis one in a hundred took longer
 * @param p999Millis one in a thousand took longer
 * @param gapMillis the longest time for which a camera had no picture
 */
record DecodeAllStatus(
        long pictures,
        long fewest,
        long wrong,
        double spread,
        double p50Millis,
        double p99Millis,
        double p999Millis,
        double gapMillis) {}
