package reactor.valkka.sink.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A viewer that asks for a stream over a socket of its own and reads only what it is told to. */
final class SilentViewer implements AutoCloseable {
    private static final int RECEIVE_BUFFER_BYTES = 16 << 10;
    private static final int TIMEOUT_MILLIS = 5_000;

    private final Socket socket = new Socket();

    SilentViewer(int port, String path) {
        try {
            socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n"
                    + "Connection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the next byte; −1 at the end. */
    int read() throws IOException {
        return socket.getInputStream().read();
    }

    /** Reads to the end and says how many bytes came. */
    long readToEnd() throws IOException {
        return socket.getInputStream().readAllBytes().length;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
