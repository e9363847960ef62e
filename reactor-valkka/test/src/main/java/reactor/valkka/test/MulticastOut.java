package reactor.valkka.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/**
 * Packets to a group, by the loopback interface and with a time to live of 0: they never leave the
 * machine.
 */
final class MulticastOut implements PacketOut {

    private final DatagramChannel channel;
    private final InetSocketAddress rtp;
    private final InetSocketAddress rtcp;

    MulticastOut(InetAddress here, String group, int port) throws IOException {
        InetAddress address = InetAddress.getByName(group);
        rtp = new InetSocketAddress(address, port);
        rtcp = new InetSocketAddress(address, port + 1);
        channel = DatagramChannel.open(StandardProtocolFamily.INET);
        try {
            NetworkInterface loopback = NetworkInterface.getByInetAddress(here);
            channel.bind(new InetSocketAddress(here, 0));
            channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, loopback);
            channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 0);
            boolean stays = loopback.isLoopback()
                    && loopback.equals(channel.getOption(StandardSocketOptions.IP_MULTICAST_IF));
            if (!stays) {
                throw new IOException("multicast would leave the machine by " + loopback);
            }
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void rtp(ByteBuffer packet) throws IOException {
        channel.send(packet.duplicate(), rtp);
    }

    @Override
    public void rtcp(ByteBuffer packet) throws IOException {
        channel.send(packet.duplicate(), rtcp);
    }

    @Override
    public void stray(ByteBuffer packet) throws IOException {
        rtcp(packet);
    }

    @Override
    public void flush() {
        // each packet is on its way
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
