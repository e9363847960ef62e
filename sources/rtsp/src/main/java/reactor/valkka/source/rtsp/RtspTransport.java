package reactor.valkka.source.rtsp;

/** What carries the packets of a camera. */
public enum RtspTransport {
    /**
     * Interleaved in the RTSP connection: nothing is lost on the way, and firewalls let it pass.
     */
    TCP
}
