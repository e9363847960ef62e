package reactor.valkka.sink.rtsp;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;

/** Hears what is sent to a group on the loopback network. */
final class GroupEar implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;

    private final MulticastSocket socket;

    GroupEar(InetSocketAddress group) throws IOException {
        socket = new MulticastSocket(group);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.joinGroup(group, NetworkInterface.getByName("lo"));
    }

    /** The next datagram. */
    ByteBuffer next() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
        socket.receive(packet);
        return ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
    }

    @Override
    public void close() {
        socket.close();
    }
}
