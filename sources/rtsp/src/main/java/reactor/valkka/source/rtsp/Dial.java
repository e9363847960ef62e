package reactor.valkka.source.rtsp;

import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.tcp.TcpClient;
import reactor.valkka.media.rtsp.RtspUri;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Makes the connection of a dialogue: TCP, with TLS where the address says {@code rtsps}. The
 * bounds here only back those of the session up.
 */
final class Dial {

    private final EventLoopGroup loop;
    private final Duration within;
    private final @Nullable TlsTrust trust;

    /**
     * Prepares connections.
     *
     * @param loop that they live on
     * @param within the session's own deadline
     * @param trust for TLS, {@code null} where there was no need
     */
    Dial(EventLoopGroup loop, Duration within, @Nullable TlsTrust trust) {
        this.loop = loop;
        this.within = within;
        this.trust = trust;
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
     * @param resolved is called on the event loop when the address is known
     * @param connected is called on the event loop when data can flow
     */
    Mono<? extends Connection> to(
            RtspUri uri, Runnable resolved, Consumer<? super Connection> connected) {
        Duration bound = within.multipliedBy(2);
        TcpClient client = TcpClient.newConnection()
                .host(uri.host())
                .port(uri.port())
                .runOn(preferNative -> loop)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        Math.min(Integer.MAX_VALUE, bound.toMillis()))
                .doAfterResolve((connection, address) -> resolved.run())
                .doOnConnected(connected);
        if (!isSecured(uri)) {
            return client.connect();
        }
        TlsTrust trusted = trust;
        if (trusted == null) {
            return Mono.error(new IOException(
                    "the camera wants TLS, and nobody said whom to trust: see RtspSource.tls"));
        }
        return client.secure(tls -> tls.sslContext(trusted.context()).handshakeTimeout(bound))
                .connect();
    }
}
