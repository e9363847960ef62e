package reactor.valkka.sink.rtsp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDatagramChannelConfig;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramChannelConfig;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;

import reactor.valkka.rtsp.Networks;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Opens sockets that send to a group by one network and no other.
 *
 * <p>What the kernel was told is read back before anything is sent: an option that was refused
 * would let pictures leave by another network. The sockets are bound to an address of that network
 * as well, which the kernel obeys even without the option.
 *
 * <p><b>Source:</b> Linux ip(7), ipv6(7).
 */
final class GroupSockets {
    private static final int WAITING_BYTES_MAX = 4 << 20;

    /** IPPROTO_IP, IP_MULTICAST_TTL. */
    private static final IntegerUnixChannelOption TTL =
            new IntegerUnixChannelOption("IP_MULTICAST_TTL", 0, 33);

    /** IPPROTO_IPV6, IPV6_MULTICAST_HOPS: what the native transport sets is not for IPv6. */
    private static final IntegerUnixChannelOption HOPS =
            new IntegerUnixChannelOption("IPV6_MULTICAST_HOPS", 41, 18);

    private final MulticastTarget target;
    private final NetworkInterface network;
    private final InetAddress local;

    private GroupSockets(MulticastTarget target, NetworkInterface network, InetAddress local) {
        this.target = target;
        this.network = network;
        this.local = local;
    }

    /**
     * Finds the network.
     *
     * @param name of it, or one of its addresses; empty for where the kernel's routes lead to
     * @throws SocketException if there is no such network, or it has no address of that kind
     */
    static GroupSockets on(MulticastTarget target, String name) throws SocketException {
        InetAddress group = target.address();
        NetworkInterface network = name.isEmpty() ? Networks.towards(group) : Networks.named(name);
        boolean ipv6 = group instanceof Inet6Address;
        return new GroupSockets(target, network, Networks.addressOn(network, ipv6));
    }

    /** Our address on the network. */
    InetAddress local() {
        return local;
    }

    /**
     * Opens the sockets; told of on the event loop.
     *
     * @param otherwise makes channels where the transport is neither epoll nor NIO
     */
    void open(
            EventLoop loop,
            ChannelFactory<? extends DatagramChannel> otherwise,
            Consumer<ServerPorts> opened,
            Consumer<Throwable> failed) {
        Consumer<ServerPorts> bound = ports -> {
            String refused = refused(ports);
            if (refused.isEmpty()) {
                opened.accept(ports);
            } else {
                ports.close();
                failed.accept(new SocketException(refused));
            }
        };
        ServerPorts.open(loop, channels(loop, otherwise), local, PortRange.DEFAULT, bound, failed);
    }

    /** Of the group's family: the options of one are not those of the other. */
    private ChannelFactory<? extends DatagramChannel> channels(
            EventLoop loop, ChannelFactory<? extends DatagramChannel> otherwise) {
        SocketProtocolFamily family = target.address() instanceof Inet6Address
                ? SocketProtocolFamily.INET6
                : SocketProtocolFamily.INET;
        if (loop instanceof IoEventLoop io) {
            if (io.isCompatible(EpollIoHandle.class)) {
                return () -> new EpollDatagramChannel(family);
            }
            if (io.isCompatible(NioIoHandle.class)) {
                return () -> new NioDatagramChannel(family);
            }
        }
        return otherwise;
    }

    private String refused(ServerPorts ports) {
        for (DatagramChannel channel : ports.channels()) {
            try {
                prepare(channel.config());
                if (!network.equals(channel.config().getNetworkInterface())) {
                    return "the kernel does not send by " + network.getName();
                }
                if (hops(channel) != target.ttl()) {
                    return "the kernel does not take a time to live of " + target.ttl();
                }
            } catch (RuntimeException refused) { // of another type with each transport
                return network.getName() + " was refused: " + refused.getMessage();
            }
        }
        return "";
    }

    private void prepare(DatagramChannelConfig config) {
        config.setNetworkInterface(network);
        if (isNativeIpv6(config)) {
            config.setOption(HOPS, target.ttl());
        } else {
            config.setTimeToLive(target.ttl());
        }
        config.setOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(WAITING_BYTES_MAX / 2, WAITING_BYTES_MAX));
    }

    private int hops(Channel channel) {
        DatagramChannelConfig config = (DatagramChannelConfig) channel.config();
        if (isNativeIpv6(config)) {
            return Objects.requireNonNullElse(config.getOption(HOPS), -1);
        }
        boolean epoll = channel instanceof EpollDatagramChannel;
        return epoll
                ? Objects.requireNonNullElse(config.getOption(TTL), -1)
                : config.getTimeToLive();
    }

    private boolean isNativeIpv6(DatagramChannelConfig config) {
        return target.address() instanceof Inet6Address
                && config instanceof EpollDatagramChannelConfig;
    }
}
