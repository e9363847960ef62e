package reactor.valkka.rtsp.server;

/**
 * The connection in which a session is made, as far as its transports need it.
 *
 * @param channels which interleaved channels are taken
 */
record SessionPlace(ConnectionEnds ends, ChannelNumbers channels) {}
