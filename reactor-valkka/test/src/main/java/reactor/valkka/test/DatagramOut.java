package reactor.valkka.test;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Packets in datagrams from a pair of ports, an even one and the next, to the client's.
 *
 * <p><b>Threads:</b> packets are sent by one thread; another one may say that a client punched.
 */
final class DatagramOut implements PacketOut {

    private static final int PAIRS_TRIED = 100;
    private static final int SENDS_TRIED = 1_000;
    private static final long PATIENCE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    private final ScriptValues script;
    private final DatagramPair heard;
    private final DatagramPair sending;
    private final InetSocketAddress rtpClient;
    private final InetSocketAddress rtcpClient;
    private volatile @Nullable SocketAddress rtpPunched;
    private volatile @Nullable SocketAddress rtcpPunched;

    /** Two sockets: RTP on an even port, RTCP on the next one. */
    record DatagramPair(DatagramChannel rtp, DatagramChannel rtcp) {

        static DatagramPair open(InetAddress address) throws IOException {
            for (int i = 0; i < PAIRS_TRIED; i++) {
                DatagramChannel rtp = bound(address, 0);
                int port = port(rtp);
                DatagramChannel rtcp = port % 2 == 0 ? boundOrNone(address, port + 1) : null;
                if (rtcp != null) {
                    return new DatagramPair(rtp, rtcp);
                }
                rtp.close();
            }
            throw new IOException("no free pair of ports on " + address);
        }

        private static @Nullable DatagramChannel boundOrNone(InetAddress address, int port) {
            try {
                return bound(address, port);
            } catch (IOException taken) {
                return null;
            }
        }

        @SuppressWarnings("AddressSelection") // it has one address, given as such
        private static DatagramChannel bound(InetAddress address, int port) throws IOException {
            DatagramChannel channel = DatagramChannel.open();
            try {
                channel.configureBlocking(false);
                return channel.bind(new InetSocketAddress(address, port));
            } catch (IOException taken) {
                channel.close();
                throw taken;
            }
        }

        static int port(DatagramChannel channel) throws IOException {
            return ((InetSocketAddress) channel.getLocalAddress()).getPort();
        }

        void close() {
            try (rtp;
                    rtcp) {
                // both are closed at the end, whatever the first one says
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * Opens its sockets.
     *
     * @param here the address at which the client found the camera
     */
    DatagramOut(
            ScriptValues script,
            InetAddress here,
            InetSocketAddress rtpClient,
            InetSocketAddress rtcpClient)
            throws IOException {
        this.script = script;
        this.rtpClient = rtpClient;
        this.rtcpClient = rtcpClient;
        heard = DatagramPair.open(here);
        String other = script.datagramsFrom;
        sending = other == null ? heard : DatagramPair.open(InetAddress.getByName(other));
    }

    /** The sockets whose ports are named in the answer to SETUP. */
    DatagramPair heard() {
        return heard;
    }

    /** A packet of the client came to the port for RTP. */
    void rtpFrom(SocketAddress client) {
        rtpPunched = client;
    }

    /** A packet of the client came to the port for RTCP. */
    void rtcpFrom(SocketAddress client) {
        rtcpPunched = client;
    }

    @Override
    public void rtp(ByteBuffer packet) throws IOException {
        send(sending.rtp(), packet, rtpPunched, rtpClient);
    }

    @Override
    public void rtcp(ByteBuffer packet) throws IOException {
        send(sending.rtcp(), packet, rtcpPunched, rtcpClient);
    }

    @Override
    public void stray(ByteBuffer packet) throws IOException {
        rtcp(packet);
    }

    private void send(
            DatagramChannel channel,
            ByteBuffer packet,
            @Nullable SocketAddress punched,
            SocketAddress client)
            throws IOException {
        SocketAddress target = script.datagramsAfterPunch ? punched : client;
        if (script.datagramsLost || target == null) {
            return;
        }
        ByteBuffer lent = packet.duplicate();
        for (int i = 0; i < SENDS_TRIED && channel.send(lent, target) == 0; i++) {
            LockSupport.parkNanos(PATIENCE_NANOS);
        }
    }

    @Override
    public void flush() {
        // each packet is on its way
    }

    @Override
    public void close() {
        heard.close();
        if (sending != heard) {
            sending.close();
        }
    }
}
