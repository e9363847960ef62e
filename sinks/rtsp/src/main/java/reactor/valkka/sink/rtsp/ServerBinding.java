package reactor.valkka.sink.rtsp;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ImmediateEventExecutor;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;
import reactor.valkka.ServerBindException;
import reactor.valkka.frame.StreamId;
import reactor.valkka.rtsp.LoopReadBuffer;
import reactor.valkka.rtsp.server.DialogueConfig;
import reactor.valkka.rtsp.server.TokenSource;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLException;

/** Turns settings into a listening server. */
final class ServerBinding {
    /** Bytes that wait for a socket before its reader gets no more. */
    static final int HIGH_WATER_BYTES = 128 * 1024;

    /**
     * What the kernel may keep for a reader, so that one that reads slowly is noticed while what it
     * has not read is still young; its own choice is megabytes.
     */
    static final int SEND_BUFFER_BYTES = 256 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(RtspServer.class);
    private static final String THREADS = "valkka-net-rtsp";
    private static final int EVENT_LOOPS = Math.min(4, Runtime.getRuntime().availableProcessors());
    private static final int BACKLOG = 1024;
    private static final int SECRET_BYTES = 32;
    private static final Duration NONCE_LIFE = Duration.ofMinutes(30);

    private final ServerSettings settings;
    private final ServerRuntime server;
    private final LoopResources own;
    private final LoopResources loops;
    private final ChannelGroup channels =
            new DefaultChannelGroup("rtsp", ImmediateEventExecutor.INSTANCE);

    private ServerBinding(ServerSettings settings) {
        this.settings = settings;
        own = LoopResources.create(THREADS, EVENT_LOOPS, true);
        loops = settings.loops() == null ? own : settings.loops();
        server = runtime();
    }

    /** Reads files and randomness on a thread that may block, then binds. */
    static Mono<BoundRtspServer> bind(ServerSettings settings) {
        return Mono.fromCallable(() -> new ServerBinding(settings))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(binding ->
                        binding.listen(new InetSocketAddress(settings.host(), settings.port())));
    }

    private ServerRuntime runtime() {
        MountTable mounts =
                new MountTable(settings.limits(), settings.credentials(), settings.counters());
        settings.mounts().forEach(mounts::add);
        settings.publications().forEach(mounts::add);
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return new ServerRuntime(
                settings.limits(),
                dialogues(settings),
                new TokenSource(secret),
                mounts,
                new GroupSenders(loops, network(settings.host())),
                settings.counters().of(StreamId.of("rtsp-server-" + settings.port())),
                tls(settings.tls()));
    }

    /** Groups are reached by the network that the server is on, if it is on one. */
    private static String network(String host) {
        InetAddress address = new InetSocketAddress(host, 0).getAddress();
        return address == null || address.isAnyLocalAddress() ? "" : address.getHostAddress();
    }

    private static DialogueConfig dialogues(ServerSettings settings) {
        RtspServerLimits limits = settings.limits();
        return new DialogueConfig(
                "reactor-valkka",
                settings.authentication().schemes(settings.tls() != null),
                limits.session(),
                limits.firstRequest(),
                limits.idle(),
                NONCE_LIFE,
                limits.waitingRequests());
    }

    private static @Nullable SslContext tls(ServerSettings.@Nullable PemFiles files) {
        if (files == null) {
            return null;
        }
        try {
            return SslContextBuilder.forServer(
                            files.chain().toFile(), files.key().toFile())
                    .build();
        } catch (SSLException e) {
            throw new IllegalArgumentException(
                    "The certificate " + files.chain() + " and its key do not fit", e);
        }
    }

    private Mono<BoundRtspServer> listen(InetSocketAddress address) {
        EventLoopGroup workers = loops.onServer(LoopResources.DEFAULT_NATIVE);
        EventLoopGroup acceptors = loops.onServerSelect(LoopResources.DEFAULT_NATIVE);
        return channel(bootstrap(workers, acceptors).bind(address))
                .onErrorMap(
                        e -> ServerBindException.of(address.getHostString(), address.getPort(), e))
                .doOnNext(this::warnOfStrangers)
                .flatMap(listening -> openPorts(workers, listening).thenReturn(listening))
                .map(listening -> new BoundRtspServer(settings, server, listening, channels, own))
                .doOnError(e -> own.dispose());
    }

    /** Nothing is refused: there are networks without strangers. */
    private void warnOfStrangers(Channel listening) {
        InetSocketAddress local = (InetSocketAddress) listening.localAddress();
        OpenPaths open = OpenPaths.of(settings);
        if (!local.getAddress().isLoopbackAddress() && !open.isEmpty()) {
            LOG.warn(
                    "No password on {}, port {}: whoever reaches it may {}",
                    settings.host(),
                    local.getPort(),
                    open);
        }
    }

    private ServerBootstrap bootstrap(EventLoopGroup workers, EventLoopGroup acceptors) {
        return new ServerBootstrap()
                .group(acceptors, workers)
                .channelFactory(() -> loops.onChannel(ServerSocketChannel.class, acceptors))
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(HIGH_WATER_BYTES / 2, HIGH_WATER_BYTES))
                .childOption(
                        ChannelOption.RCVBUF_ALLOCATOR,
                        server.tls() == null
                                ? LoopReadBuffer.SMALL
                                : new AdaptiveRecvByteBufAllocator(512, 2048, 16 * 1024))
                .childHandler(new ConnectionInitializer(server, channels));
    }

    private static Mono<Channel> channel(ChannelFuture bound) {
        return Mono.create(sink -> {
            sink.onCancel(() -> bound.channel().close());
            bound.addListener(done -> {
                if (done.isSuccess()) {
                    sink.success(bound.channel());
                } else {
                    sink.error(done.cause());
                }
            });
        });
    }

    /** Where there are none, UDP is not offered: with TLS nobody is to hear what goes over it. */
    private Mono<Void> openPorts(EventLoopGroup workers, Channel listening) {
        if (settings.tls() != null) {
            return Mono.empty();
        }
        InetSocketAddress local = (InetSocketAddress) listening.localAddress();
        List<Mono<Void>> opening = new ArrayList<>();
        for (EventExecutor executor : workers) {
            EventLoop loop = (EventLoop) executor;
            opening.add(Mono.create(sink -> ServerPorts.open(
                    loop,
                    () -> loops.onChannel(DatagramChannel.class, workers),
                    local.getAddress(),
                    settings.udpPorts(),
                    ports -> {
                        server.addPorts(loop, ports);
                        sink.success();
                    },
                    failure -> {
                        LOG.warn("No UDP: no free ports in {}", settings.udpPorts(), failure);
                        sink.success();
                    })));
        }
        return Mono.when(opening);
    }
}
