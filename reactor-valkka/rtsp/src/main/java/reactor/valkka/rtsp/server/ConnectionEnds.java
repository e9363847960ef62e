package reactor.valkka.rtsp.server;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.PortPair;

/**
 * Between whom a connection is.
 *
 * @param remoteAddress address of the client: packets go nowhere else
 * @param household what the client shares with those who guess passwords together with it: its
 *     address, or a prefix of that
 * @param localAddress address that the client sees us at
 * @param serverPorts UDP ports that packets would come from, {@code null} where there are none
 */
public record ConnectionEnds(
        String remoteAddress,
        String household,
        String localAddress,
        @Nullable PortPair serverPorts) {}
