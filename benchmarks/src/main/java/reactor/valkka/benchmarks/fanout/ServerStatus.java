package reactor.valkka.benchmarks.fanout;

/**
 * What our server says of itself.
 *
 * @param boundBytes of memory that it takes for its readers at most, as it promises
 * @param mostBytes that all buffers of its process took together at any time
 * @param skippedUnits access units that slow readers did not get, those that are gone included
 */
record ServerStatus(long boundBytes, long mostBytes, long skippedUnits) {}
