package reactor.valkka.rtsp.server;

/**
 * Where a reader begins, RFC 2326 §12.33.
 *
 * @param track the track's index
 * @param sequenceNumber of the first packet that it gets
 * @param rtpTimestamp of the first packet that it gets, unsigned 32 bit
 */
public record PlayPoint(int track, int sequenceNumber, long rtpTimestamp) {}
