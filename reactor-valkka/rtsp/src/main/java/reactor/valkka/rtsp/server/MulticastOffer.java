package reactor.valkka.rtsp.server;

import reactor.valkka.media.rtsp.PortPair;

/**
 * A group that a mount is sent to.
 *
 * @param group address of the group
 * @param port UDP port of the first track's RTP; RTCP and the other tracks follow
 * @param ttl how many routers it passes
 */
public record MulticastOffer(String group, int port, int ttl) {

    /** The ports of a track. */
    public PortPair ports(int track) {
        return new PortPair(port + 2 * track, port + 2 * track + 1);
    }
}
