package reactor.valkka.source.rtsp;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Tells a camera's datagrams from others. One for each port; one thread. */
final class UdpFilter implements DatagramFilter {

    private final UdpSources policy;
    private final InetAddress camera;
    private final @Nullable InetAddress source;
    private final int serverPort;
    private int learntPort;

    /**
     * A filter for one port.
     *
     * @param policy whose datagrams count
     * @param camera the other end of the RTSP connection
     * @param source the address that the camera named as that of its datagrams, if any
     * @param serverPort the port that it named, 0 for none
     */
    UdpFilter(UdpSources policy, InetAddress camera, @Nullable InetAddress source, int serverPort) {
        this.policy = policy;
        this.camera = camera;
        this.source = source;
        this.serverPort = serverPort;
    }

    @Override
    public boolean accepts(InetSocketAddress sender) {
        if (policy == UdpSources.ANY) {
            return true;
        }
        boolean known =
                sender.getAddress().equals(camera) || sender.getAddress().equals(source);
        if (!known) {
            return false;
        }
        if (policy == UdpSources.STRICT) {
            return serverPort == 0 || sender.getPort() == serverPort;
        }
        if (learntPort == 0) {
            learntPort = sender.getPort();
        }
        return sender.getPort() == learntPort;
    }
}
