package reactor.valkka.sink.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import reactor.valkka.media.rtcp.Goodbye;
import reactor.valkka.media.rtcp.SenderReport;

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

    /** Awaits the goodbye of a source; there may be more of its reports before it. */
    void hearGoodbye(int ssrc) throws IOException {
        for (ByteBuffer next = next(); !Goodbye.names(next, ssrc); next = next()) {
            SenderReport report = SenderReport.find(next);
            assertThat(report).isNotNull().extracting(SenderReport::ssrc).isEqualTo(ssrc);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
