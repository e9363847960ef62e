package reactor.valkka.sink.rtsp;

import org.reactivestreams.Publisher;

import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;
import reactor.valkka.ServerBindException;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.operator.Fork;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * Serves cameras over RTSP: one connection to a camera, any number of readers, packets made once.
 *
 * <pre>{@code
 * BoundRtspServer server = RtspServer.create()
 *     .port(8554)
 *     .mount("/door", encoded)
 *     .bindNow();
 * }</pre>
 *
 * <p><b>Shape:</b> immutable; every setter returns a new instance, and nothing happens before
 * {@link #bind()} is subscribed to. A camera is connected when the first reader asks for it and let
 * go a while after the last one has left ({@link RtspMount#linger}). Readers get RTP over their
 * connection, over UDP, or by multicast where a mount offers it, and begin with a key frame.
 *
 * <p><b>Threads:</b> everything happens on event loops, {@code valkka-net-rtsp-*}; nothing blocks.
 *
 * <p><b>Ownership:</b> the server closes every frame that it gets.
 *
 * <p><b>Overflow:</b> a reader that is too slow goes on at the newest key frame, alone, which is
 * counted as {@code VIEWER_SKIPPED}; one that never catches up is disconnected ({@code
 * READERS_TOO_SLOW}).
 *
 * <p><b>Security:</b> listens on the loopback unless told otherwise. Strangers cost no more than
 * {@link RtspServerLimits} allow. Packets go to nobody but the address that asked for them. {@link
 * #credentials} guard what is shown; {@link #tls} hides it, and keeps it in the connection.
 *
 * <p><b>Errors:</b> {@link ServerBindException} if the port is taken. A camera that does not
 * come costs its readers a 503; the others play on. A track that RTP cannot carry is set aside
 * ({@code TRACKS_SET_ASIDE}, {@link BoundRtspServer#tracksSetAside}); where none is left, readers
 * get a 415.
 *
 * <p><b>Source:</b> RFC 2326, RFC 3550, RFC 7616.
 */
public final class RtspServer {
    private static final Duration BIND_TIMEOUT = Duration.ofSeconds(10);

    private final ServerSettings settings;

    private RtspServer(ServerSettings settings) {
        this.settings = settings;
    }

    /** A server for {@code 127.0.0.1}, port 8554, without mounts and without a password. */
    public static RtspServer create() {
        return new RtspServer(ServerSettings.DEFAULT);
    }

    /**
     * Sets the port; 0 takes any free one. Default 8554.
     *
     * @throws IllegalArgumentException if this is no port
     */
    public RtspServer port(int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("A port is 0 to 65535, got " + port);
        }
        return new RtspServer(settings.withAddress(settings.host(), port));
    }

    /**
     * Sets the name or address to listen on. Default {@code 127.0.0.1}, so that only this machine
     * sees the cameras; {@code 0.0.0.0} is every network that it is in. Give the server {@link
     * #credentials} then: without them whoever reaches it sees the cameras, and may publish where
     * {@link #publish} lets anybody. A line in the log warns of it at the start, no more.
     */
    public RtspServer host(String host) {
        return new RtspServer(
                settings.withAddress(Objects.requireNonNull(host, "host"), settings.port()));
    }

    /**
     * Serves a camera that others use too.
     *
     * @param path as in {@code rtsp://host/path}, with or without a slash before it
     * @throws IllegalArgumentException if the path is empty
     */
    public RtspServer mount(String path, Fork<EncodedFrame> frames) {
        return mount(RtspMount.of(path, frames));
    }

    /**
     * Serves a camera that nobody else wants the frames of.
     *
     * @param path as in {@code rtsp://host/path}, with or without a slash before it
     * @throws IllegalArgumentException if the path is empty
     */
    public RtspServer mount(String path, Publisher<? extends EncodedFrame> frames) {
        return mount(RtspMount.of(path, frames));
    }

    /** Serves a camera. */
    public RtspServer mount(RtspMount mount) {
        return new RtspServer(settings.withMount(Objects.requireNonNull(mount, "mount")));
    }

    /**
     * Lets clients push a stream in; what they push is had from the publication.
     *
     * <p>Default: nobody may.
     */
    public RtspServer publish(RtspPublication publication) {
        return new RtspServer(
                settings.withPublication(Objects.requireNonNull(publication, "publication")));
    }

    /**
     * Asks for a user and a password, for all mounts that have none of their own. Without them
     * nobody learns which paths there are. Default: none.
     *
     * @throws IllegalArgumentException if the user contains a colon, which Basic does not allow
     */
    public RtspServer credentials(String user, String password) {
        return new RtspServer(
                settings.withAccess(RtspMount.checked(user, password), settings.authentication()));
    }

    /** Sets how readers may prove who they are. Default {@link RtspAuthentication#DEFAULT}. */
    public RtspServer authentication(RtspAuthentication value) {
        return new RtspServer(settings.withAccess(
                settings.credentials(), Objects.requireNonNull(value, "authentication")));
    }

    /**
     * Speaks TLS ({@code rtsps://}) and nothing else. Default: no TLS.
     *
     * <p>All packets go through the connection then. UDP, which would carry them in the clear, is
     * refused with 461, to readers and to publishers: players ask for TCP next. Only a mount that
     * names a group is still sent to it, for everybody on that network to hear.
     *
     * @param certificateChain file in PEM format, the server's own certificate first
     * @param key file in PEM format, PKCS #8, without a password
     */
    public RtspServer tls(Path certificateChain, Path key) {
        return new RtspServer(settings.withTls(new ServerSettings.PemFiles(certificateChain, key)));
    }

    /** Sets what strangers may cost. Default {@link RtspServerLimits#DEFAULT}. */
    public RtspServer limits(RtspServerLimits limits) {
        return new RtspServer(settings.withLimits(Objects.requireNonNull(limits, "limits")));
    }

    /**
     * Sets the UDP ports that packets come from, for firewalls: a pair for each event loop, and
     * none with {@link #tls}. Default any of 20 000 to 59 999.
     *
     * @throws IllegalArgumentException if there is no even port with the next one in the range
     */
    public RtspServer udpPorts(int from, int to) {
        return new RtspServer(settings.withUdpPorts(new PortRange(from, to)));
    }

    /** Sets where is counted what happens. Default {@link Counters#shared()}. */
    public RtspServer counters(Counters counters) {
        return new RtspServer(settings.withRuntime(
                Objects.requireNonNull(counters, "counters"), settings.loops()));
    }

    /**
     * Sets the event loops to run on. Default: up to four of the server's own, {@code
     * valkka-net-rtsp-*}, which end with it.
     */
    public RtspServer runOn(LoopResources loops) {
        return new RtspServer(
                settings.withRuntime(settings.counters(), Objects.requireNonNull(loops, "loops")));
    }

    /**
     * Starts the server.
     *
     * <p>Fails with {@link ServerBindException} if it cannot listen, and with {@link
     * IllegalArgumentException} if two mounts have the same path or a certificate cannot be read.
     */
    public Mono<BoundRtspServer> bind() {
        return ServerBinding.bind(settings);
    }

    /**
     * Starts the server and waits until it listens, 10 seconds at most; not on an event loop.
     *
     * @throws ServerBindException if it cannot listen
     */
    public BoundRtspServer bindNow() {
        return Objects.requireNonNull(bind().block(BIND_TIMEOUT));
    }

    @Override
    public String toString() {
        return "RtspServer[" + settings.host() + ":" + settings.port() + "]";
    }
}
