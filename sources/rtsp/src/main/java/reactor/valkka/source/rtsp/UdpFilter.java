package reactor.valkka.source.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtp.RtpPacket;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Tells a camera's datagrams from others. One for each port; one thread. */
final class UdpFilter implements DatagramFilter {

    /** A port that falls silent is given up after this time. */
    private static final long TAKEOVER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final UdpSources policy;
    private final InetAddress camera;
    private final @Nullable InetAddress source;
    private final int serverPort;
    private final LongSupplier clock;
    private int followedPort;
    private long heardNanos;

    /**
     * A filter for one port.
     *
     * @param policy whose datagrams count
     * @param camera the other end of the RTSP connection
     * @param source the address that the camera named as that of its datagrams, if any
     * @param serverPort the port that it named, 0 for none
     */
    UdpFilter(UdpSources policy, InetAddress camera, @Nullable InetAddress source, int serverPort) {
        this(policy, camera, source, serverPort, System::nanoTime);
    }

    UdpFilter(
            UdpSources policy,
            InetAddress camera,
            @Nullable InetAddress source,
            int serverPort,
            LongSupplier clock) {
        this.policy = policy;
        this.camera = camera;
        this.source = source;
        this.serverPort = serverPort;
        this.clock = clock;
    }

    @Override
    public boolean accepts(InetSocketAddress sender, ByteBuffer packet) {
        if (policy == UdpSources.ANY) {
            return true;
        }
        boolean known =
                sender.getAddress().equals(camera) || sender.getAddress().equals(source);
        if (!known) {
            return false;
        }
        return policy == UdpSources.STRICT
                ? serverPort == 0 || sender.getPort() == serverPort
                : learns(sender.getPort(), packet);
    }

    /** The named port always counts; another one where it sends media and nobody else does. */
    private boolean learns(int port, ByteBuffer packet) {
        long now = clock.getAsLong();
        boolean free = followedPort == 0 || now - heardNanos >= TAKEOVER_NANOS;
        boolean follows = port == followedPort || port == serverPort || free && isMedia(packet);
        if (follows) {
            followedPort = port;
            heardNanos = now;
        }
        return follows;
    }

    private static boolean isMedia(ByteBuffer packet) {
        return RtpPacket.isControl(packet) || RtpPacket.isValid(packet);
    }
}
