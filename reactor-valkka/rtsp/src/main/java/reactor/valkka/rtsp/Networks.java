package reactor.valkka.rtsp;

import io.netty.util.NetUtil;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.util.List;

/** The networks of this machine, for those who send to groups or receive them. */
public final class Networks {

    private static final int ANY_PORT = 9;

    private Networks() {}

    /** The address that a text is; names are not looked up. */
    public static @Nullable InetAddress address(@Nullable String text) {
        byte[] bytes = text == null ? null : NetUtil.createByteArrayFromIpAddressString(text);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException noAddress) {
            return null;
        }
    }

    /**
     * The network of a name, such as {@code eth1}, or of one of our addresses.
     *
     * @throws SocketException if there is none; the message names those that there are
     */
    public static NetworkInterface named(String name) throws SocketException {
        NetworkInterface network = NetworkInterface.getByName(name);
        InetAddress address = address(name);
        if (network == null && address != null) {
            network = NetworkInterface.getByInetAddress(address);
        }
        if (network == null) {
            List<String> known = NetworkInterface.networkInterfaces()
                    .map(NetworkInterface::getName)
                    .toList();
            throw new SocketException("no network " + name + " here, there are " + known);
        }
        return network;
    }

    /**
     * The network on which the kernel looks for a group, or the only one that there is beside
     * loopback.
     *
     * @throws SocketException if there is no such network
     */
    public static NetworkInterface towards(InetAddress group) throws SocketException {
        NetworkInterface routed = routed(group);
        if (routed != null) {
            return routed;
        }
        List<NetworkInterface> up =
                NetworkInterface.networkInterfaces().filter(Networks::isUp).toList();
        if (up.size() != 1) {
            throw new SocketException(
                    "no route to the group " + group.getHostAddress() + ": name the network");
        }
        return up.get(0);
    }

    private static @Nullable NetworkInterface routed(InetAddress group) throws SocketException {
        try (DatagramChannel probe = DatagramChannel.open()) {
            probe.connect(new InetSocketAddress(group, ANY_PORT));
            InetSocketAddress local = (InetSocketAddress) probe.getLocalAddress();
            return NetworkInterface.getByInetAddress(local.getAddress());
        } catch (IOException noRoute) {
            return null;
        }
    }

    private static boolean isUp(NetworkInterface network) {
        try {
            return network.isUp()
                    && !network.isLoopback()
                    && network.inetAddresses().findAny().isPresent();
        } catch (SocketException gone) {
            return false;
        }
    }

    /**
     * An address of ours on a network.
     *
     * @throws SocketException if the network has none
     */
    public static InetAddress addressOn(NetworkInterface network, boolean ipv6)
            throws SocketException {
        return network.inetAddresses()
                .filter(address -> address instanceof Inet6Address == ipv6)
                .findFirst()
                .orElseThrow(() -> new SocketException(
                        network.getName() + " has no address of IPv" + (ipv6 ? 6 : 4)));
    }
}
