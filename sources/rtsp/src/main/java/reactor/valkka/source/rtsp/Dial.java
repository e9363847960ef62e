package reactor.valkka.source.rtsp;

import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.tcp.TcpClient;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.RtspUri;
import reactor.valkka.media.rtsp.TunnelRequests;
import reactor.valkka.rtsp.LoopReadBuffer;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Makes the connection of a dialogue: TCP, with TLS where the address says {@code rtsps}, inside
 * HTTP where that is wanted. The bounds here only back those of the session up.
 */
final class Dial {

    private final EventLoopGroup loop;
    private final Duration within;
    private final @Nullable TlsTrust trust;
    private final boolean tunnelled;

    /**
     * Prepares connections.
     *
     * @param loop that they live on
     * @param within the session's own deadline
     * @param trust for TLS, {@code null} where there was no need
     * @param tunnelled whether the dialogue goes through HTTP
     */
    Dial(EventLoopGroup loop, Duration within, @Nullable TlsTrust trust, boolean tunnelled) {
        this.loop = loop;
        this.within = within;
        this.trust = trust;
        this.tunnelled = tunnelled;
    }

    /** How a dialogue with this address is kept from others. */
    CameraState.Playing.Security security(RtspUri uri) {
        if (!isSecured(uri) || trust == null) {
            return CameraState.Playing.Security.NONE;
        }
        return trust.isVerified()
                ? CameraState.Playing.Security.TLS
                : CameraState.Playing.Security.TLS_UNVERIFIED;
    }

    private static boolean isSecured(RtspUri uri) {
        return uri.scheme().equals("rtsps");
    }

    /**
     * Connects.
     *
     * @param uri of the camera
     * @param credentials that a tunnel may give there
     * @param resolved is called on the event loop when the address is known
     * @param loggedIn is called on the event loop when a tunnel's credentials were taken
     * @param connected is called on the event loop when data can flow
     */
    Mono<? extends Connection> to(
            RtspUri uri,
            @Nullable Credentials credentials,
            Runnable resolved,
            Runnable loggedIn,
            Consumer<? super Connection> connected) {
        if (isSecured(uri) && trust == null) {
            return Mono.error(new IOException(
                    "the camera wants TLS, and nobody said whom to trust: see RtspSource.tls"));
        }
        TcpClient client = client(uri);
        TcpClient first = client.doAfterResolve((connection, address) -> resolved.run());
        return tunnelled
                ? HttpTunnel.open(first, client, uri, credentials, loggedIn).doOnNext(connected)
                : first.doOnConnected(connected).connect();
    }

    private TcpClient client(RtspUri uri) {
        Duration bound = within.multipliedBy(2);
        TcpClient client = TcpClient.newConnection()
                .host(uri.host())
                .port(tunnelled ? TunnelRequests.port(uri) : uri.port())
                .runOn(new OneLoop(loop))
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        Math.min(Integer.MAX_VALUE, bound.toMillis()));
        TlsTrust trusted = trust;
        return isSecured(uri) && trusted != null
                ? client.secure(tls -> tls.sslContext(trusted.context()).handshakeTimeout(bound))
                : client.option(ChannelOption.RCVBUF_ALLOCATOR, LoopReadBuffer.LARGE);
    }
}
