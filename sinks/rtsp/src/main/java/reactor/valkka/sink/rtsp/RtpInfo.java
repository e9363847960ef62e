package reactor.valkka.sink.rtsp;

/**
 * Where a track begins for a reader, RFC 2326 §12.33.
 *
 * @param track its index
 * @param sequenceNumber of the first packet
 * @param timestamp RTP timestamp of the first packet
 */
record RtpInfo(int track, int sequenceNumber, int timestamp) {}
