package reactor.valkka.sink.http;

/**
 * When a fragment is to be shown, and when it was seen.
 *
 * @param mediaMicros presentation time of its first picture on the time line of the MP4 stream
 * @param capturedMicros wall-clock time of its capture, microseconds since 1970
 */
record MediaTime(long mediaMicros, long capturedMicros) {}
