package reactor.valkka.test;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.RtspRequest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A camera in this process: an RTSP server on loopback that sends its tracks over TCP or UDP, as a
 * {@link CameraScript} says, faults included.
 *
 * <pre>{@code
 * try (FakeCamera camera = FakeCamera.start(CameraScript.usual().framesPerSecond(100))) {
 *     RtspSource.create(camera.uri()).frames() ...
 *     camera.kill();
 *     camera.revive();
 * }
 * }</pre>
 *
 * <p><b>Threads:</b> blocking ones of its own, {@code fake-camera-*}: one to accept, two for each
 * connection, one more where that uses UDP. All have ended when {@link #close()} returns. Its
 * methods may be called from any.
 */
public final class FakeCamera implements AutoCloseable {

    private static final AtomicInteger CAMERAS = new AtomicInteger();
    private static final Duration END_WITHIN = Duration.ofSeconds(10);

    private final String name = "fake-camera-" + CAMERAS.incrementAndGet();
    private final Set<FakeConnection> connections = ConcurrentHashMap.newKeySet();
    private final Set<FakeConnection> ending = ConcurrentHashMap.newKeySet();
    private final CameraCounts counts = new CameraCounts();
    private final CameraSessions sessions = new CameraSessions();
    private final HttpTunnels tunnels = new HttpTunnels();
    private final @Nullable SSLContext tls;
    private volatile CameraScript script;
    private volatile ServerSocket server;
    private @Nullable Thread acceptor;
    private final int port;

    private FakeCamera(CameraScript script, int port) {
        this.script = script;
        tls = script.values.secured ? TestCertificate.serverContext() : null;
        server = listen(port);
        this.port = server.getLocalPort();
        startAccepting();
    }

    /** A camera on a free port of loopback. */
    public static FakeCamera start(CameraScript script) {
        return new FakeCamera(script, 0);
    }

    /** A camera on a port of loopback. */
    public static FakeCamera start(CameraScript script, int port) {
        return new FakeCamera(script, port);
    }

    /** Its address, without credentials. */
    public String uri() {
        return scheme() + "127.0.0.1:" + port + "/stream";
    }

    /** Its address with text in front of the host, as a person would type credentials. */
    public String uri(String userAndPassword) {
        return scheme() + userAndPassword + "@127.0.0.1:" + port + "/stream";
    }

    private String scheme() {
        return tls == null ? "rtsp://" : "rtsps://";
    }

    /** What a camera with {@link CameraScript#secured()} shows; nobody has signed it. */
    public static X509Certificate certificate() {
        return TestCertificate.certificate();
    }

    /**
     * Writes the certificate of {@link #certificate()} and its key, for servers that are to show
     * it.
     *
     * @param chain file that is written, in PEM format
     * @param key file that is written, in PEM format, PKCS #8
     * @throws IOException if they cannot be written
     */
    public static void writeCertificate(Path chain, Path key) throws IOException {
        TestCertificate.write(chain, key);
    }

    /** The port that it listens on. */
    public int port() {
        return port;
    }

    /** Changes the script for connections to come. */
    public void behave(CameraScript changed) {
        script = changed;
        counts.refuseAnew();
    }

    /** Connections that are open now. */
    public int connectionsOpen() {
        return connections.size();
    }

    /** Connections accepted so far. */
    public int connectionsAccepted() {
        return counts.connectionsAccepted();
    }

    /** Units sent so far, of all tracks, to all connections. */
    public long unitsSent() {
        return counts.unitsSent();
    }

    /** RTCP packets that came from clients so far. */
    public int reportsReceived() {
        return counts.reportsReceived();
    }

    /** PLAY requests that were granted so far. */
    public int played() {
        return counts.played();
    }

    /** Names of the methods that were asked for, oldest first; the last thousand. */
    public List<String> requests() {
        return requestsReceived().stream().map(RtspRequest::method).toList();
    }

    /** The requests themselves, oldest first; the last thousand. */
    public List<RtspRequest> requestsReceived() {
        return counts.requests();
    }

    /** Requests refused although they brought credentials: attempts to log in that failed. */
    public int loginsRefused() {
        return counts.loginsRefused();
    }

    /** UDP packets that came from clients to ports for RTP so far, as to punch a hole. */
    public int punchesReceived() {
        return counts.punchesReceived();
    }

    /** Closes all connections without a word and stops to listen, as when the power fails. */
    public void kill() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        join(acceptor);
        connections.forEach(FakeConnection::kill);
        tunnels.close();
        connections.forEach(FakeConnection::join);
        ending.forEach(FakeConnection::join);
        tunnels.open();
    }

    /**
     * Closes all connections without a word, and goes on listening: clients that come back
     * meanwhile stay.
     */
    public void dropConnections() {
        List.copyOf(connections).forEach(FakeConnection::kill);
    }

    /** Listens again on the same port. */
    public void revive() {
        server = listen(port);
        startAccepting();
    }

    /** Ends the camera and its threads. */
    @Override
    public void close() {
        kill();
    }

    static void join(@Nullable Thread thread) {
        if (thread == null || thread == Thread.currentThread()) {
            return;
        }
        try {
            thread.join(END_WITHIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new IllegalStateException(thread.getName() + " did not end");
        }
    }

    String name() {
        return name;
    }

    CameraCounts counts() {
        return counts;
    }

    CameraSessions sessions() {
        return sessions;
    }

    HttpTunnels tunnels() {
        return tunnels;
    }

    /** Nothing more comes from or to it; its thread, which says so, still lives. */
    void ended(FakeConnection connection) {
        ending.removeIf(FakeConnection::hasEnded);
        ending.add(connection);
        connections.remove(connection);
    }

    private static ServerSocket listen(int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 128);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void startAccepting() {
        ServerSocket listening = server;
        Thread thread = new Thread(() -> accept(listening), name + "-accept");
        thread.setDaemon(true);
        acceptor = thread;
        thread.start();
    }

    private void accept(ServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                serve(listening.accept());
            } catch (IOException closed) {
                if (!listening.isClosed()) {
                    throw new UncheckedIOException(closed);
                }
            }
        }
    }

    private void serve(Socket socket) throws IOException {
        counts.accepted();
        try {
            FakeConnection connection =
                    new FakeConnection(this, script.values, socket, secured(socket));
            connections.add(connection);
            connection.start();
        } catch (IOException gone) {
            socket.close(); // the client went before it was served
        }
    }

    private Socket secured(Socket socket) throws IOException {
        if (tls == null) {
            return socket;
        }
        SSLSocketFactory factory = tls.getSocketFactory();
        SSLSocket secured = (SSLSocket) factory.createSocket(
                socket, socket.getInetAddress().getHostAddress(), socket.getPort(), true);
        secured.setUseClientMode(false);
        return secured;
    }
}
