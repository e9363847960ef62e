package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.rtsp.TransportHeader;
import reactor.valkka.media.sdp.MediaDescription;
import reactor.valkka.media.sdp.SessionDescription;

import java.util.ArrayList;
import java.util.List;

/**
 * A session that nobody asks for: plain RTP that comes to ports or to a group, as a description in
 * a file or a text says.
 *
 * <p>A group is joined for the source that the description names, if any. Otherwise packets are
 * awaited at the section's port, whatever address stands beside it. RTCP has the next port, that of
 * {@code a=rtcp}, or, with {@code a=rtcp-mux}, the same.
 *
 * <p><b>Source:</b> RFC 8866 §5.7, §5.14, RFC 3605, RFC 4570, RFC 5761 §5.1.1.
 *
 * @param tracks what to receive and where: {@link TransportKind#UDP} at {@code clientPorts} of what
 *     is granted, {@link TransportKind#MULTICAST} from its {@code destination}, {@code ports} and
 *     {@code source}
 * @param setAside a line for each section that cannot be received
 */
public record DescribedSession(List<TrackReady> tracks, List<String> setAside) {

    private static final int PORT_MAX = 65_535;

    /** Takes copies. */
    public DescribedSession {
        tracks = List.copyOf(tracks);
        setAside = List.copyOf(setAside);
    }

    /**
     * Chooses from a description.
     *
     * @param description read by {@link SessionDescription#parse}
     * @param selection which tracks are wanted
     * @throws IllegalArgumentException if none of them can be received; the message says what the
     *     description offers
     */
    public static DescribedSession of(SessionDescription description, TrackSelection selection) {
        Offer offer = Offer.of(description, selection);
        List<TrackReady> tracks = new ArrayList<>(offer.chosen().size());
        List<String> setAside = new ArrayList<>(offer.setAside());
        for (TrackChoice choice : offer.chosen()) {
            TrackReady track = track(tracks.size(), choice, description);
            if (track == null) {
                setAside.add(choice.media().kind() + " names no port");
            } else {
                tracks.add(track);
            }
        }
        if (tracks.isEmpty()) {
            throw new IllegalArgumentException("no track to receive: wanted " + selection
                    + ", described " + OneLine.of(Offer.all(description)) + ", set aside "
                    + setAside);
        }
        return new DescribedSession(tracks, setAside);
    }

    private static @Nullable TrackReady track(
            int index, TrackChoice choice, SessionDescription description) {
        PortPair ports = ports(choice.media());
        if (ports == null) {
            return null;
        }
        MulticastGroup group = MulticastGroup.of(choice.media(), description);
        TransportHeader transport = group == null
                ? TransportHeader.datagrams(ports)
                : TransportHeader.group().toBuilder()
                        .destination(group.address())
                        .ports(ports)
                        .source(group.source())
                        .build();
        TransportKind kind = group == null ? TransportKind.UDP : TransportKind.MULTICAST;
        return new TrackReady(
                index, choice.media(), choice.map(), choice.codec(), kind, transport, transport);
    }

    private static @Nullable PortPair ports(MediaDescription media) {
        int port = media.port();
        if (port <= 0 || port > PORT_MAX) {
            return null;
        }
        if (media.attribute("rtcp-mux") != null) {
            return new PortPair(port, port);
        }
        int reports = number(media.attribute("rtcp"), port + 1);
        return reports <= 0 || reports > PORT_MAX ? null : new PortPair(port, reports);
    }

    private static int number(@Nullable String value, int otherwise) {
        if (value == null) {
            return otherwise;
        }
        try {
            return Integer.parseInt(value.strip().split("\\s+", 2)[0]);
        } catch (NumberFormatException none) {
            return otherwise;
        }
    }
}
