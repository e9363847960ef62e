package reactor.valkka.rtsp;

/**
 * A session that a camera may still have although its client is gone. Its name is a key to it, and
 * its URL may hold more: neither is shown.
 *
 * @param peer host and port of the camera
 * @param uri of the session
 * @param id of the session
 * @param untilNanos when the camera has forgotten it by itself, on the clock of the session
 */
record LeftSession(String peer, String uri, String id, long untilNanos) {

    @Override
    public String toString() {
        return "a session at " + peer;
    }
}
