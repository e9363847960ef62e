package reactor.valkka.media.sdp;

import java.util.List;

/**
 * Where a stream is sent to, for all who listen.
 *
 * @param group numeric address of the group, IPv4 or IPv6
 * @param timeToLive routers that packets may pass, 0 to 255
 * @param ports of each track
 */
public record MulticastAddress(String group, int timeToLive, List<Ports> ports) {

    private static final int TIME_TO_LIVE_MAX = 255;
    private static final int PORT_MAX = 65_535;

    /**
     * The ports of one track.
     *
     * @param rtp for its packets
     * @param rtcp for its reports
     */
    public record Ports(int rtp, int rtcp) {

        /** Refuses what is no port. */
        public Ports {
            if (rtp < 1 || rtp > PORT_MAX || rtcp < 1 || rtcp > PORT_MAX) {
                throw new IllegalArgumentException(
                        "Ports must be 1 to 65535, got " + rtp + " and " + rtcp);
            }
        }

        /** An even port and the one above it, as is the custom. */
        public static Ports from(int rtp) {
            return new Ports(rtp, rtp + 1);
        }
    }

    /** Checks and copies. */
    public MulticastAddress {
        if (timeToLive < 0 || timeToLive > TIME_TO_LIVE_MAX) {
            throw new IllegalArgumentException("Time to live must be 0 to 255, got " + timeToLive);
        }
        ports = List.copyOf(ports);
    }

    /** The value of a {@code c=} line; addresses of IPv6 have no time to live in it. */
    String connection() {
        return group.indexOf(':') >= 0 ? "IN IP6 " + group : "IN IP4 " + group + '/' + timeToLive;
    }
}
