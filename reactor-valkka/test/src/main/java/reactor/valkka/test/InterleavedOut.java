package reactor.valkka.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Packets in the RTSP connection, gathered until they are flushed.
 *
 * <p><b>Source:</b> RFC 2326 §10.12.
 */
final class InterleavedOut implements PacketOut {

    private static final int STRAY_CHANNEL = 42;

    private final FakeConnection connection;
    private final int rtpChannel;
    private final int rtcpChannel;
    private final Burst burst = new Burst();

    /** What goes out in one write. */
    private static final class Burst extends ByteArrayOutputStream {
        void packet(int channel, ByteBuffer packet) {
            int length = packet.remaining();
            write('$');
            write(channel);
            write(length >> 8);
            write(length);
            byte[] bytes = new byte[length];
            packet.get(packet.position(), bytes);
            writeBytes(bytes);
        }

        void send(FakeConnection connection) throws IOException {
            connection.write(buf, count);
            reset();
        }
    }

    InterleavedOut(FakeConnection connection, int rtpChannel, int rtcpChannel) {
        this.connection = connection;
        this.rtpChannel = rtpChannel;
        this.rtcpChannel = rtcpChannel;
    }

    @Override
    public void rtp(ByteBuffer packet) {
        burst.packet(rtpChannel, packet);
    }

    @Override
    public void rtcp(ByteBuffer packet) {
        burst.packet(rtcpChannel, packet);
    }

    @Override
    public void stray(ByteBuffer packet) {
        burst.packet(rtcpChannel, packet);
        burst.packet(STRAY_CHANNEL, packet);
    }

    @Override
    public void flush() throws IOException {
        if (burst.size() > 0) {
            burst.send(connection);
        }
    }

    @Override
    public void close() {
        // the connection belongs to others
    }
}
