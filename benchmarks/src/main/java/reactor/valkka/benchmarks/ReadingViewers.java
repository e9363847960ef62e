package reactor.valkka.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Viewers that read and throw away, all on one thread of their own. */
final class ReadingViewers implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 << 10;
    private static final String REQUEST = "GET /camera.mp4 HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final List<SocketChannel> sockets = new ArrayList<>();
    private final Selector selector = Selector.open();
    private volatile long bytes;

    ReadingViewers(int port, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            SocketChannel socket = SocketChannel.open(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.write(ByteBuffer.wrap(REQUEST.getBytes(StandardCharsets.US_ASCII)));
            socket.configureBlocking(false);
            socket.register(selector, SelectionKey.OP_READ);
            sockets.add(socket);
        }
        Thread reader = new Thread(this::read, "readers");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        long sum = 0;
        try {
            while (selector.isOpen()) {
                selector.select();
                for (SelectionKey key : selector.selectedKeys()) {
                    buffer.clear();
                    sum += Math.max(0, ((SocketChannel) key.channel()).read(buffer));
                }
                selector.selectedKeys().clear();
                bytes = sum;
            }
        } catch (IOException | ClosedSelectorException e) {
            // The measurement is over.
            bytes = sum;
        }
    }

    /** Bytes read so far by all. */
    long bytes() {
        return bytes;
    }

    @Override
    public void close() throws IOException {
        selector.close();
        for (SocketChannel socket : sockets) {
            socket.close();
        }
    }
}
