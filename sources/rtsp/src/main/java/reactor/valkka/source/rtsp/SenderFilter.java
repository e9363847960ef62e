package reactor.valkka.source.rtsp;

import reactor.valkka.rtsp.SourceFilter;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;

/** Tells the senders that a description wants from others. */
final class SenderFilter implements DatagramFilter {

    private final boolean inclusive;
    private final Set<InetAddress> addresses = new HashSet<>();

    SenderFilter(SourceFilter filter) {
        inclusive = filter.inclusive();
        for (String text : filter.addresses()) {
            InetAddress address = MulticastMembership.address(text);
            if (address != null) {
                addresses.add(address);
            }
        }
    }

    @Override
    public boolean accepts(InetSocketAddress sender) {
        return addresses.contains(sender.getAddress()) == inclusive;
    }
}
