package reactor.valkka.sink.http;

import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;

import reactor.core.publisher.Mono;
import reactor.netty.ChannelBindException;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;
import reactor.valkka.ServerBindException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Turns settings into a listening server. */
final class ServerBinding {
    private static final String THREADS = "valkka-net-http";
    private static final int EVENT_LOOPS = Math.min(4, Runtime.getRuntime().availableProcessors());
    private static final int HEADER_BYTES_MAX = 8192;
    private static final int LINE_BYTES_MAX = 2048;
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration READ = Duration.ofSeconds(10);

    private ServerBinding() {}

    static Mono<BoundCameraServer> bind(ServerSettings settings) {
        return Mono.defer(() -> {
            ChannelGroup channels = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);
            CameraBoard board = new CameraBoard(settings.title());
            AccessGuard guard = new AccessGuard(
                    hosts(settings), settings.credentials(), "valkka-" + settings.port());
            PageRoutes routes = new PageRoutes(board, guard, MountSettings.DEFAULT.stuckAfter());
            LoopResources own = LoopResources.create(THREADS, EVENT_LOOPS, true);
            LoopResources loops = settings.loops() == null ? own : settings.loops();
            return http(settings, channels)
                    .runOn(loops)
                    .handle(routes::handle)
                    .bind()
                    .map(server -> {
                        BoundCameraServer bound = new BoundCameraServer(
                                server, channels, own, board, settings.host());
                        try {
                            settings.cameras().forEach(bound::add);
                        } catch (RuntimeException e) {
                            bound.dispose();
                            throw e;
                        }
                        return bound;
                    })
                    .doOnError(e -> own.dispose())
                    .onErrorMap(ChannelBindException.class, e -> typed(settings, e));
        });
    }

    private static HttpServer http(ServerSettings settings, ChannelGroup channels) {
        return HttpServer.create()
                .host(settings.host())
                .port(settings.port())
                .channelGroup(channels)
                .maxConnections(settings.connectionsMax())
                .idleTimeout(IDLE)
                .readTimeout(READ)
                .httpRequestDecoder(limits -> limits.maxHeaderSize(HEADER_BYTES_MAX)
                        .maxInitialLineLength(LINE_BYTES_MAX));
    }

    private static Set<String> hosts(ServerSettings settings) {
        Set<String> hosts = new TreeSet<>(settings.hosts());
        String own = settings.host().toLowerCase(Locale.ROOT);
        if (isLoopback(own)) {
            hosts.addAll(Set.of("localhost", "127.0.0.1", "[::1]"));
            hosts.add(own);
        } else if (!hosts.isEmpty()) {
            hosts.add(own);
        }
        return hosts;
    }

    private static boolean isLoopback(String host) {
        if (host.equals("localhost")) {
            return true;
        }
        boolean literal = host.indexOf(':') >= 0 || host.matches("[0-9.]+");
        try {
            return literal && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static ServerBindException typed(ServerSettings settings, ChannelBindException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return ServerBindException.of(settings.host(), settings.port(), cause);
    }
}
