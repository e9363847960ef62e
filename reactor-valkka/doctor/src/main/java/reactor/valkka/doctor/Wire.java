package reactor.valkka.doctor;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.RtspUri;
import reactor.valkka.source.rtsp.TlsTrust;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLSocket;

/**
 * What carries a dialogue with a camera: a connection, or two of them.
 *
 * <p><b>Threads:</b> blocks the calling one, for the patience at most with each step. {@link
 * #close()} may come from any, and ends what goes on at once.
 */
abstract class Wire implements AutoCloseable {

    private final RtspUri uri;
    private final @Nullable TlsTrust trust;
    private final int patienceMillis;
    private final List<Socket> sockets = new ArrayList<>(2);
    private boolean closed;

    Wire(RtspUri uri, @Nullable TlsTrust trust, Duration patience) {
        this.uri = uri;
        this.trust = trust;
        patienceMillis = (int) Math.min(Integer.MAX_VALUE, patience.toMillis());
    }

    /** One connection, as RTSP is spoken usually. */
    static Wire direct(RtspUri uri, @Nullable TlsTrust trust, Duration patience) {
        return new Wire(uri, trust, patience) {
            private @Nullable Socket socket;

            @Override
            void connect() throws IOException {
                socket = open(uri.port());
            }

            @Override
            Socket heard() throws IOException {
                return connected(socket);
            }

            @Override
            void say(byte[] bytes) throws IOException {
                heard().getOutputStream().write(bytes);
            }
        };
    }

    /** Once, before anything is said. */
    abstract void connect() throws IOException;

    /** The connection in which the camera speaks. */
    abstract Socket heard() throws IOException;

    /** What is heard where something has been read already. */
    InputStream in() throws IOException {
        return heard().getInputStream();
    }

    abstract void say(byte[] bytes) throws IOException;

    /** The certificate that the camera showed, or {@code null} without TLS. */
    @Nullable
    Certificate certificate() throws IOException {
        return heard() instanceof SSLSocket secured
                ? secured.getSession().getPeerCertificates()[0]
                : null;
    }

    final Socket open(int port) throws IOException {
        Socket plain = new Socket();
        synchronized (this) {
            if (closed) {
                throw new SocketException("closed before it was opened");
            }
            sockets.add(plain);
        }
        plain.setTcpNoDelay(true);
        plain.setSoTimeout(patienceMillis);
        plain.connect(new InetSocketAddress(uri.host(), port), patienceMillis);
        return uri.scheme().equals("rtsps")
                ? (trust == null ? TlsTrust.system() : trust).over(plain, uri.host())
                : plain;
    }

    static Socket connected(@Nullable Socket socket) throws IOException {
        if (socket == null) {
            throw new SocketException("not connected");
        }
        return socket;
    }

    @Override
    public final synchronized void close() throws IOException {
        closed = true;
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
