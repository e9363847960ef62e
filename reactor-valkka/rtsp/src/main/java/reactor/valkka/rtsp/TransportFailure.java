package reactor.valkka.rtsp;

/** Why a kind of transport was given up for the next one. */
public enum TransportFailure {
    /** The camera does not do it: status 461, or an answer that fits no such request. */
    REFUSED,
    /** The camera granted it and nothing came. */
    SILENT,
    /** We could not open what it takes. */
    NOT_OPENED
}
