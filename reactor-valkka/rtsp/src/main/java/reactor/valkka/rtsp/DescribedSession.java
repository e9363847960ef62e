package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.rtsp.TransportHeader;
import reactor.valkka.media.sdp.MediaDescription;
import reactor.valkka.media.sdp.SessionDescription;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A session that nobody asks for: plain RTP that comes to ports or to a group, as a description in
 * a file or a text says.
 *
 * <p>A group is joined for the source that the description names, if any. Otherwise packets are
 * awaited at the section's port, whatever address stands beside it. RTCP has the next port, that of
 * {@code a=rtcp}, or, with {@code a=rtcp-mux}, the same; where the next port is another section's,
 * it has none of its own.
 *
 * <p><b>Source:</b> RFC 8866 §5.7, §5.14, RFC 3605, RFC 4570, RFC 5761 §5.1.1.
 *
 * @param tracks what to receive and where: {@link TransportKind#UDP} at the {@code clientPorts} of
 *     what is granted, whose {@code destination} is the described address, {@link
 *     TransportKind#MULTICAST} from its {@code destination}, {@code ports} and {@code source}; RTCP
 *     has no port of its own where both numbers are the same
 * @param senders whose packets are wanted, for each track
 * @param setAside a line for each section that cannot be received
 */
public record DescribedSession(
        List<TrackReady> tracks, List<SourceFilter> senders, List<String> setAside) {

    private static final int PORT_MAX = 65_535;

    /** Takes copies. */
    public DescribedSession {
        tracks = List.copyOf(tracks);
        senders = List.copyOf(senders);
        setAside = List.copyOf(setAside);
    }

    /**
     * Chooses from a description.
     *
     * @param description read by {@link SessionDescription#parse}
     * @param selection which tracks are wanted
     * @param name of the description, for the messages of errors
     * @throws RtspProtocolException if it describes nothing at all
     * @throws RtspUnsupportedException if none of the tracks can be received; the message says what
     *     the description offers
     */
    public static DescribedSession of(
            SessionDescription description, TrackSelection selection, String name) {
        if (description.media().isEmpty()) {
            throw new RtspProtocolException(
                    "expected a session description with a section m=, got none"
                            + description.warnings().stream()
                                    .findFirst()
                                    .map(warning -> "; " + warning)
                                    .orElse(""),
                    Stage.DESCRIBE,
                    name);
        }
        Offer offer = Offer.of(description, selection);
        List<TrackReady> tracks = new ArrayList<>(offer.chosen().size());
        List<SourceFilter> senders = new ArrayList<>(offer.chosen().size());
        List<String> setAside = new ArrayList<>(offer.setAside());
        for (TrackChoice choice : offer.chosen()) {
            TrackReady track = track(tracks.size(), choice, description);
            if (track == null) {
                setAside.add(choice.media().kind() + " names no port");
            } else {
                tracks.add(track);
                String address = MulticastGroup.address(choice.media(), description);
                senders.add(SourceFilter.of(choice.media(), description, address));
            }
        }
        if (tracks.isEmpty()) {
            throw new RtspUnsupportedException(
                    "no track to receive: wanted " + selection + ", described "
                            + Offer.all(description) + ", set aside " + setAside,
                    Stage.DESCRIBE,
                    name);
        }
        return new DescribedSession(tracks, senders, setAside);
    }

    private static @Nullable TrackReady track(
            int index, TrackChoice choice, SessionDescription description) {
        PortPair ports = ports(choice.media(), description);
        if (ports == null) {
            return null;
        }
        MulticastGroup group = MulticastGroup.of(choice.media(), description);
        TransportHeader transport = group == null
                ? TransportHeader.datagrams(ports).toBuilder()
                        .destination(MulticastGroup.address(choice.media(), description))
                        .build()
                : TransportHeader.group().toBuilder()
                        .destination(group.address())
                        .ports(ports)
                        .source(group.source())
                        .build();
        TransportKind kind = group == null ? TransportKind.UDP : TransportKind.MULTICAST;
        return new TrackReady(
                index, choice.media(), choice.map(), choice.codec(), kind, transport, transport);
    }

    private static @Nullable PortPair ports(
            MediaDescription media, SessionDescription description) {
        int port = media.port();
        if (!isPort(port)) {
            return null;
        }
        int reports = media.attribute("rtcp-mux") != null
                ? port
                : number(media.attribute("rtcp"), next(port, description));
        return new PortPair(port, isPort(reports) ? reports : port);
    }

    /** The next port, unless that is the one of another section. */
    private static int next(int port, SessionDescription description) {
        Set<Integer> taken = new HashSet<>();
        description.media().forEach(section -> taken.add(section.port()));
        return taken.contains(port + 1) ? port : port + 1;
    }

    private static boolean isPort(int number) {
        return number > 0 && number <= PORT_MAX;
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

    /** Where the first track is received, for people: {@code 239.1.1.1:5004}, {@code port 5004}. */
    public String place() {
        TransportHeader transport = tracks.get(0).granted();
        PortPair ports = transport.ports();
        if (ports != null) {
            return transport.destination() + ":" + ports.first();
        }
        PortPair own = transport.clientPorts();
        return own == null ? "no port" : "port " + own.first();
    }
}
