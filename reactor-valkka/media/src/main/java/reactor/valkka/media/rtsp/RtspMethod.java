package reactor.valkka.media.rtsp;

/** The methods of RTSP 1.0, RFC 2326 §10. */
public enum RtspMethod {
    /** Asks what the server can do; also the most widely understood keep-alive. */
    OPTIONS,
    /** Asks for the session description. */
    DESCRIBE,
    /** Sends a session description. */
    ANNOUNCE,
    /** Agrees on the transport of one media. */
    SETUP,
    /** Starts sending. */
    PLAY,
    /** Stops sending and keeps the session. */
    PAUSE,
    /** Ends the session. */
    TEARDOWN,
    /** Asks for a parameter; with no body a keep-alive. */
    GET_PARAMETER,
    /** Sets a parameter; with no body a keep-alive. */
    SET_PARAMETER,
    /** Starts receiving. */
    RECORD,
    /** Sends the client elsewhere. */
    REDIRECT
}
