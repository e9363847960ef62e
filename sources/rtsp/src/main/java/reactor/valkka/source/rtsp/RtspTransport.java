package reactor.valkka.source.rtsp;

/** What carries the packets of a camera. */
public enum RtspTransport {
    /**
     * Interleaved in the RTSP connection: nothing is lost on the way, and firewalls let it pass.
     */
    TCP,
    /**
     * As {@link #TCP}, inside a pair of HTTP connections: for networks that let nothing else pass.
     * Goes to port 80, or 443 with {@code rtsps://}, unless the address names another one than 554
     * or 322.
     */
    HTTP
}
