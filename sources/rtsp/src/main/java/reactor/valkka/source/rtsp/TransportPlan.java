package reactor.valkka.source.rtsp;

import reactor.valkka.rtsp.SessionConfig;
import reactor.valkka.rtsp.TransportKind;

import java.util.List;

/**
 * What carries the packets of a camera, and what was found not to work with it.
 *
 * @param transport what the user chose
 * @param sources whose datagrams count
 * @param memory of what did not work, for all connections
 */
record TransportPlan(RtspTransport transport, UdpSources sources, TransportMemory memory) {

    static TransportPlan of(RtspTransport transport, UdpSources sources) {
        return new TransportPlan(transport, sources, new TransportMemory(System::nanoTime));
    }

    /** Says what to try; a recording comes over TCP, where reading slowly holds it back. */
    SessionConfig applyTo(SessionConfig session) {
        return session.replay() == null ? session.transports(kinds()) : session;
    }

    /** In this order: all where everything has failed. */
    private TransportKind[] kinds() {
        List<TransportKind> hopeful =
                transport.kinds().stream().filter(memory::isHopeful).toList();
        List<TransportKind> kinds = hopeful.isEmpty() ? transport.kinds() : hopeful;
        return kinds.toArray(TransportKind[]::new);
    }
}
