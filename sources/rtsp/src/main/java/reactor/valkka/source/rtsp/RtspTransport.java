package reactor.valkka.source.rtsp;

import reactor.valkka.rtsp.TransportKind;

import java.util.List;

/** What carries the packets of a camera. */
public enum RtspTransport {
    /**
     * Interleaved in the RTSP connection: nothing is lost on the way, and firewalls let it pass.
     */
    TCP(TransportKind.TCP),
    /**
     * As {@link #TCP}, inside a pair of HTTP connections: for networks that let nothing else pass.
     * Goes to port 80, or 443 with {@code rtsps://}, unless the address names another one than 554
     * or 322.
     */
    HTTP(TransportKind.TCP),
    /**
     * Datagrams to a pair of ports for each track: nothing waits for what was lost, but much is
     * lost on bad networks, and firewalls stand in the way.
     */
    UDP(TransportKind.UDP),
    /**
     * Datagrams to a group that any number of receivers join: for cameras and networks that are set
     * up for it.
     */
    MULTICAST(TransportKind.MULTICAST),
    /**
     * UDP and, where a camera refuses that or nothing comes, TCP. What worked is remembered for the
     * next connection.
     */
    AUTO(TransportKind.UDP, TransportKind.TCP);

    private final List<TransportKind> kinds;

    RtspTransport(TransportKind... kinds) {
        this.kinds = List.of(kinds);
    }

    List<TransportKind> kinds() {
        return kinds;
    }
}
