package reactor.valkka.rtsp;

/** What carries the packets of a session. */
public enum TransportKind {
    /** Interleaved in the RTSP connection, RFC 2326 §10.12. */
    TCP,
    /** Datagrams from the camera to us. */
    UDP,
    /** Datagrams from the camera to a group that we join. */
    MULTICAST
}
