package reactor.valkka.source.rtsp;

import java.net.InetSocketAddress;

/** Tells wanted datagrams from others. One for each port; one thread. */
interface DatagramFilter {

    /** Whether a datagram from here counts. */
    boolean accepts(InetSocketAddress sender);
}
