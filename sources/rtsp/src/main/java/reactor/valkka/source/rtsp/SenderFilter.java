package reactor.valkka.source.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.rtsp.Networks;
import reactor.valkka.rtsp.SourceFilter;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/** Tells the senders that a description wants from others, and remembers who sent last. */
final class SenderFilter implements DatagramFilter {

    private final boolean inclusive;
    private final Set<InetAddress> addresses = new HashSet<>();
    private @Nullable InetSocketAddress last;

    SenderFilter(SourceFilter filter) {
        inclusive = filter.inclusive();
        for (String text : filter.addresses()) {
            InetAddress address = Networks.address(text);
            if (address != null) {
                addresses.add(address);
            }
        }
    }

    @Override
    public boolean accepts(InetSocketAddress sender, ByteBuffer packet) {
        boolean wanted = addresses.contains(sender.getAddress()) == inclusive;
        if (wanted) {
            last = sender;
        }
        return wanted;
    }

    /** Who sent the last datagram that was wanted; {@code null} while nobody did. */
    @Nullable
    InetSocketAddress last() {
        return last;
    }
}
