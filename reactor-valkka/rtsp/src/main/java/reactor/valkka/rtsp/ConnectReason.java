package reactor.valkka.rtsp;

/** Why a session needs another connection. */
public enum ConnectReason {
    /** The camera says that its stream is elsewhere. */
    MOVED,
    /** The camera closed the connection when it asked for credentials. */
    CLOSED_ON_CHALLENGE,
    /** Another kind of transport is tried. */
    TRANSPORT,
    /** The camera closed the connection when it was told of a session that was left behind. */
    LEFT_BEHIND
}
