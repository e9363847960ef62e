package reactor.valkka.rtsp.server;

/** Why a server closes a connection. */
public enum CloseReason {
    /** No complete request came in time. */
    NO_REQUEST,
    /** It had no session and asked for nothing. */
    IDLE,
    /** What came was no RTSP, or more of it than is allowed. */
    UNREADABLE,
    /** Too many wrong credentials. */
    LOGINS_REFUSED
}
