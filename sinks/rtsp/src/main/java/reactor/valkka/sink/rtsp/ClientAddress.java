package reactor.valkka.sink.rtsp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;

/** What counts as one client: an IPv4 address, or the 64 bits that a household has of IPv6. */
final class ClientAddress {
    private static final int PREFIX_BYTES = 8;

    private ClientAddress() {}

    static String of(InetAddress address) {
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(address.getAddress(), 0, PREFIX_BYTES)
                : address.getHostAddress();
    }
}
