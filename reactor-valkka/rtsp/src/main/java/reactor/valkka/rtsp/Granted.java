package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.rtsp.TransportHeader;
import reactor.valkka.media.sdp.MediaDescription;
import reactor.valkka.media.sdp.SessionDescription;

import java.util.List;

/**
 * What an answer to SETUP means. Cameras leave out what they were asked for, name nonsense beside
 * it, or grant something else; whatever can be made use of is.
 */
record Granted(TransportKind kind, TransportHeader transport) {

    /**
     * Reads an answer.
     *
     * @return {@code null} where packets would come by a way that was not asked for and that we
     *     cannot follow
     */
    static @Nullable Granted of(
            TransportKind asked,
            TransportHeader request,
            @Nullable String answer,
            MediaDescription media,
            SessionDescription description) {
        List<TransportHeader> answers =
                answer == null ? List.of() : TransportHeader.parseAll(answer);
        TransportHeader said = answers.isEmpty() ? request : answers.get(0);
        if (asked == TransportKind.TCP || said.interleaved() != null) {
            return interleaved(request, said);
        }
        MulticastGroup described = MulticastGroup.of(media, description);
        boolean toGroup = said.multicast() || MulticastGroup.isGroup(said.destination());
        if (toGroup) {
            return group(said, described);
        }
        return asked == TransportKind.MULTICAST ? null : datagrams(request, said);
    }

    /** An answer without channels means those that were asked for, whatever it calls itself. */
    private static @Nullable Granted interleaved(TransportHeader request, TransportHeader said) {
        PortPair channels = said.interleaved() == null ? request.interleaved() : said.interleaved();
        return channels == null
                ? null
                : new Granted(
                        TransportKind.TCP,
                        said.toBuilder().interleaved(channels).build());
    }

    private static Granted datagrams(TransportHeader request, TransportHeader said) {
        PortPair asked = request.clientPorts();
        TransportHeader.Builder granted = said.toBuilder().serverPorts(possible(said));
        return new Granted(
                TransportKind.UDP, (asked == null ? granted : granted.clientPorts(asked)).build());
    }

    /** Some cameras say {@code server_port=0-1} and mean nothing by it. */
    private static @Nullable PortPair possible(TransportHeader said) {
        PortPair ports = said.serverPorts();
        return ports == null || ports.first() == 0 ? null : ports;
    }

    private static @Nullable Granted group(
            TransportHeader said, @Nullable MulticastGroup described) {
        String address = MulticastGroup.isGroup(said.destination())
                ? said.destination()
                : described == null ? null : described.address();
        PortPair ports = said.ports();
        if (ports == null) {
            ports = said.clientPorts() != null ? said.clientPorts() : said.serverPorts();
        }
        if (ports == null && described != null) {
            ports = described.ports();
        }
        if (address == null || ports == null) {
            return null;
        }
        String source =
                said.source() == null && described != null ? described.source() : said.source();
        return new Granted(
                TransportKind.MULTICAST,
                said.toBuilder()
                        .multicast(true)
                        .destination(address)
                        .ports(ports)
                        .source(source)
                        .build());
    }
}
