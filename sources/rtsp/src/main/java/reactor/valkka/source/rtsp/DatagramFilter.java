package reactor.valkka.source.rtsp;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Tells wanted datagrams from others. One for each port; one thread. */
interface DatagramFilter {

    /**
     * Whether a datagram counts.
     *
     * @param sender where it comes from
     * @param packet its bytes, lent for the call
     */
    boolean accepts(InetSocketAddress sender, ByteBuffer packet);
}
