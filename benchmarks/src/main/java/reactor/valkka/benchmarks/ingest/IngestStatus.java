package reactor.valkka.benchmarks.ingest;

/**
 * What a receiving process says of itself.
 *
 * @param cameras that have sent anything since the mark
 * @param units received
 * @param bytes of their data
 * @param lostUnits missing from the first unit of each camera on, or not whole
 * @param p50Nanos from the camera's write to the subscriber; so are the others
 * @param p99Nanos one in a hundred took longer
 * @param p999Nanos one in a thousand took longer
 */
record IngestStatus(
        int cameras,
        long units,
        long bytes,
        long lostUnits,
        long p50Nanos,
        long p99Nanos,
        long p999Nanos) {}
