package reactor.valkka.rtsp.server;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.rtsp.TransportHeader;
import reactor.valkka.media.rtsp.TransportHeader.Lower;
import reactor.valkka.rtsp.Networks;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;

/**
 * Chooses the first transport that a client offers and that can be had.
 *
 * <p>Packets go to nobody but the client itself: a destination of its choice is refused, and so are
 * the ports below 1024 where somebody else's services live. Source: RFC 2326 §12.39.
 */
final class TransportOffers {
    private static final int CLIENT_PORT_MIN = 1024;

    private final SessionPlace place;
    private final @Nullable MountOffer mount;

    private TransportOffers(SessionPlace place, @Nullable MountOffer mount) {
        this.place = place;
        this.mount = mount;
    }

    /** For those who read a mount. */
    static TransportOffers playing(SessionPlace place, MountOffer mount) {
        return new TransportOffers(place, mount);
    }

    /** For those who publish: whatever mode they write, they have announced what they want. */
    static TransportOffers recording(SessionPlace place) {
        return new TransportOffers(place, null);
    }

    /**
     * Chooses for one track. Interleaved channels that are granted are taken.
     *
     * @param offers what the client offers, the best first
     * @param session what the session's other tracks use, or {@code null} for the first one
     * @return what is granted, or {@code null}
     */
    @Nullable
    TransportHeader choose(
            List<TransportHeader> offers, int track, @Nullable TransportHeader session) {
        for (TransportHeader offer : offers) {
            boolean alike = session == null
                    || offer.lower() == session.lower() && offer.multicast() == session.multicast();
            TransportHeader granted = alike && isPlain(offer) ? grant(offer, track) : null;
            if (granted != null) {
                return granted;
            }
        }
        return null;
    }

    private boolean isPlain(TransportHeader offer) {
        String mode = offer.mode();
        boolean fits =
                mount == null || mode == null || mode.toUpperCase(Locale.ROOT).contains("PLAY");
        return fits && !offer.secure();
    }

    /** What is granted says who sends, or that we listen. */
    private TransportHeader.Builder granted(int track) {
        TransportHeader.Builder builder = new TransportHeader.Builder();
        return mount == null
                ? builder.mode("record")
                : builder.ssrc(mount.sources().get(track));
    }

    private @Nullable TransportHeader grant(TransportHeader offer, int track) {
        if (offer.lower() == Lower.TCP) {
            return offer.multicast() ? null : interleaved(offer, track);
        }
        return offer.multicast() ? multicast(track) : datagrams(offer, track);
    }

    private @Nullable TransportHeader interleaved(TransportHeader offer, int track) {
        PortPair channels = place.channels().take(offer.interleaved());
        if (channels == null) {
            return null;
        }
        return granted(track).lower(Lower.TCP).interleaved(channels).build();
    }

    private @Nullable TransportHeader datagrams(TransportHeader offer, int track) {
        PortPair ports = offer.clientPorts();
        PortPair own = place.ends().serverPorts();
        if (ports == null || own == null || !isUsable(ports) || !isItsOwn(offer.destination())) {
            return null;
        }
        return granted(track)
                .clientPorts(ports)
                .serverPorts(own)
                .source(place.ends().localAddress())
                .build();
    }

    private static boolean isUsable(PortPair ports) {
        return ports.first() >= CLIENT_PORT_MIN
                && ports.second() >= CLIENT_PORT_MIN
                && ports.first() != ports.second();
    }

    /** One address of IPv6 can be written in many ways; names are nobody's. */
    private boolean isItsOwn(@Nullable String destination) {
        if (destination == null || destination.isEmpty()) {
            return true;
        }
        InetAddress named = Networks.address(destination);
        return named != null && named.equals(Networks.address(place.ends().remoteAddress()));
    }

    private @Nullable TransportHeader multicast(int track) {
        MulticastOffer group = mount == null ? null : mount.multicast();
        if (group == null) {
            return null;
        }
        return granted(track)
                .multicast(true)
                .destination(group.group())
                .ports(group.ports(track))
                .ttl(group.ttl())
                .build();
    }
}
