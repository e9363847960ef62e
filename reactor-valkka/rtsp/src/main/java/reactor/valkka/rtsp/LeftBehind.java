package reactor.valkka.rtsp;

/**
 * A session that a camera may still have although its client is gone: the connection has ended
 * before a TEARDOWN was heard, and packets come by another way than that. It keeps others out of a
 * camera that is full, and sends to ports that nobody opens any more, until its timeout.
 *
 * @param peer host and port of the camera
 * @param uri of the session
 * @param id of the session
 * @param untilNanos when the camera has forgotten it by itself, on the clock of the session
 */
public record LeftBehind(String peer, String uri, String id, long untilNanos) {}
