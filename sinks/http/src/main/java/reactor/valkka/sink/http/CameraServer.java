package reactor.valkka.sink.http;

import org.reactivestreams.Publisher;

import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;
import reactor.valkka.ServerBindException;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.operator.Fork;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/**
 * Cameras in a browser: a page with a wall of them, a page for each, and their streams.
 *
 * <pre>{@code
 * BoundCameraServer server = CameraServer.create()
 *     .port(8080)
 *     .camera("door", encoded)
 *     .bindNow();
 * }</pre>
 *
 * <p><b>Shape:</b> immutable; every setter returns a new instance, and nothing happens before
 * {@link #bind()} is subscribed to. Each camera is connected while somebody looks at it (see {@link
 * FragmentedMp4}), unless it is {@link Camera#eager() eager}. Addresses: {@code /} shows all
 * cameras, {@code /camera/NAME} one, {@code /camera/NAME/stream.mp4} is its stream for players and
 * curl, {@code /cameras.json} tells states and counters.
 *
 * <p><b>Threads:</b> everything happens on event loops, {@code valkka-net-http-*}; nothing blocks.
 *
 * <p><b>Protocol</b> of {@code /socket}, for programs that want what the page gets. The client
 * sends texts: {@code watch 3 5} names all cameras that it wants from now on, {@code ping 17.5}
 * asks for a {@code pong} with that number and the server's clock. It receives texts in JSON, of
 * type {@code status} (all cameras with number, name, state, rates and counters, about once a
 * second), {@code overlay} (boxes, with the time of their picture) and {@code pong}; and binary
 * messages, numbers big endian:
 *
 * <pre>{@code
 * kind 1 | 0     | camera (16 bits) | length (16) | MIME type | initialization segment
 * kind 2 | flags | camera (16 bits) | presentation time, µs (64)
 *                                   | capture time, µs since 1970 (64) | moof mdat
 * flags: 1 = starts at a key frame
 * }</pre>
 *
 * <p>Of status and boxes that a client has not taken yet, the newest wait. A client that says
 * nothing for 10 seconds is gone: {@code ping} now and then, as the page does.
 *
 * <p><b>Security:</b> listens on the loopback unless told otherwise, and answers there only to
 * the loopback's own names. {@link #credentials} guard everything, WebSockets too; these are
 * accepted from the server's own page only. Passwords go over the wire as they are: put a proxy
 * that speaks TLS before it wherever the network is not yours.
 *
 * <p><b>Errors:</b> {@link ServerBindException} if the port is taken. A camera that fails is shown
 * as failed; the others play on.
 */
public final class CameraServer {
    private static final Duration BIND_TIMEOUT = Duration.ofSeconds(10);

    private final ServerSettings settings;

    private CameraServer(ServerSettings settings) {
        this.settings = settings;
    }

    /** A server for {@code 127.0.0.1}, port 8080, without cameras and without a password. */
    public static CameraServer create() {
        return new CameraServer(ServerSettings.DEFAULT);
    }

    /** Sets the port; 0 takes any free one. Default 8080. */
    public CameraServer port(int port) {
        return new CameraServer(settings.withAddress(settings.host(), port));
    }

    /**
     * Sets the name or address to listen on. Default {@code 127.0.0.1}, so that only this machine
     * sees the cameras; {@code 0.0.0.0} is every network that it is in, and wants {@link
     * #credentials}.
     */
    public CameraServer host(String host) {
        return new CameraServer(
                settings.withAddress(Objects.requireNonNull(host, "host"), settings.port()));
    }

    /** Sets the title of the page. Default {@code Cameras}. */
    public CameraServer title(String title) {
        return new CameraServer(settings.withTitle(Objects.requireNonNull(title, "title")));
    }

    /**
     * Shows a camera from the start.
     *
     * @throws IllegalArgumentException if the name cannot stand in an address
     */
    public CameraServer camera(String name, Fork<EncodedFrame> frames) {
        return camera(Camera.of(name, FragmentedMp4.of(frames)));
    }

    /**
     * Shows a camera that nobody else wants the frames of.
     *
     * @throws IllegalArgumentException if the name cannot stand in an address
     */
    public CameraServer camera(String name, Publisher<? extends EncodedFrame> frames) {
        return camera(Camera.of(name, FragmentedMp4.of(frames)));
    }

    /** Shows a camera from the start. */
    public CameraServer camera(Camera camera) {
        return new CameraServer(settings.withCamera(camera));
    }

    /**
     * Asks for a user and a password, everywhere. Default: none.
     *
     * @throws IllegalArgumentException if the user contains a colon, which HTTP does not allow
     */
    public CameraServer credentials(String user, String password) {
        if (user.indexOf(':') >= 0) {
            throw new IllegalArgumentException("A user's name must not contain a colon");
        }
        return new CameraServer(settings.withCredentials(user + ":" + password));
    }

    /**
     * Accepts requests that were sent to a name, as that of a proxy before the server. May be
     * called several times. A server on the loopback accepts its own names; other servers accept
     * any name unless one is given here.
     */
    public CameraServer allowHost(String name) {
        return new CameraServer(settings.withHost(name.toLowerCase(Locale.ROOT)));
    }

    /** Sets how many connections are open at most; more are closed at once. Default 256. */
    public CameraServer maxConnections(int count) {
        return new CameraServer(settings.withConnectionsMax(count));
    }

    /**
     * Sets the event loops to run on. Default: up to four of the server's own, {@code
     * valkka-net-http-*}, which end with it.
     */
    public CameraServer runOn(LoopResources loops) {
        return new CameraServer(settings.withLoops(loops));
    }

    /**
     * Starts the server.
     *
     * <p>Fails with {@link ServerBindException} if it cannot listen, and with {@link
     * IllegalArgumentException} if two cameras have the same name.
     */
    public Mono<BoundCameraServer> bind() {
        return ServerBinding.bind(settings);
    }

    /**
     * Starts the server and waits until it listens, 10 seconds at most; not on an event loop.
     *
     * @throws ServerBindException if it cannot listen
     */
    public BoundCameraServer bindNow() {
        return Objects.requireNonNull(bind().block(BIND_TIMEOUT));
    }

    @Override
    public String toString() {
        return "CameraServer[" + settings.host() + ":" + settings.port() + "]";
    }
}
