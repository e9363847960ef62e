package reactor.valkka.sink.rtsp;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.resources.LoopResources;
import reactor.valkka.rtsp.server.RequestTarget;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A {@link RtspServer} that listens. Mounts come and go while it runs.
 *
 * <p><b>Threads:</b> safe for all, but {@link #readers()} and {@link #disposeNow()} wait and are
 * not for event loops.
 */
public final class BoundRtspServer implements Disposable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final ServerSettings settings;
    private final ServerRuntime server;
    private final Channel listening;
    private final ChannelGroup channels;
    private final LoopResources loops;
    private final AtomicBoolean disposed = new AtomicBoolean();
    private final Sinks.Empty<Void> ended = Sinks.empty();

    /**
     * @param loops event loops of the server's own
     */
    BoundRtspServer(
            ServerSettings settings,
            ServerRuntime server,
            Channel listening,
            ChannelGroup channels,
            LoopResources loops) {
        this.settings = settings;
        this.server = server;
        this.listening = listening;
        this.channels = channels;
        this.loops = loops;
    }

    /** Port that it listens on. */
    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /**
     * Address of a mount, as this machine reaches it.
     *
     * @param path with or without a slash before it; need not be there yet
     */
    public URI uri(String path) {
        boolean everywhere =
                settings.host().equals("0.0.0.0") || settings.host().equals("::");
        String host = everywhere ? "127.0.0.1" : settings.host();
        String scheme = settings.tls() == null ? "rtsp" : "rtsps";
        try {
            return new URI(scheme, null, host, port(), '/' + RequestTarget.path(path), null, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("No address can be made of " + path, e);
        }
    }

    /**
     * Serves one more camera.
     *
     * @throws IllegalArgumentException if there is a mount of that path already
     */
    public void add(RtspMount mount) {
        server.mounts().add(mount);
    }

    /**
     * Serves a camera no longer: its readers are told goodbye (RTCP BYE), their sessions end, and
     * the camera is let go.
     *
     * @param path with or without a slash before it
     * @return false if there is none of that path
     */
    public boolean remove(String path) {
        MountTable.Served removed = server.mounts().remove(path);
        if (removed == null) {
            return false;
        }
        removed.mount().retire();
        server.groups().forget(removed.mount());
        for (ServedSession session : server.sessions().all()) {
            if (session.mount() == removed.mount() && !session.isPromised()) {
                session.endSoon(SessionEnd.STREAM_OVER);
            }
        }
        return true;
    }

    /**
     * Lets clients push one more stream in.
     *
     * @throws IllegalArgumentException if that path may be published to already
     */
    public void add(RtspPublication publication) {
        server.mounts().add(publication);
    }

    /**
     * Lets nobody publish to a path any more; the session of its publisher ends, and its frames go
     * on waiting.
     *
     * @param path with or without a slash before it
     * @return false if it could not be published to
     */
    public boolean removePublication(String path) {
        RtspPublication removed = server.mounts().removePublication(path);
        if (removed != null) {
            removed.point().clear();
        }
        return removed != null;
    }

    /** Paths that may be published to, sorted, without a slash before them. */
    public List<String> publications() {
        return server.mounts().publications().stream()
                .map(RtspPublication::path)
                .toList();
    }

    /** Paths of all mounts, sorted, without a slash before them. */
    public List<String> mounts() {
        return server.mounts().paths();
    }

    /**
     * Tracks of a mount that its readers do not get, as RTP cannot carry them: a line for each,
     * which says why. None while nothing is known of its camera.
     *
     * @param path with or without a slash before it
     * @return empty where there is no mount of that path, too
     */
    public List<String> tracksSetAside(String path) {
        MountTable.Served served = server.mounts().served(RequestTarget.path(path));
        return served == null ? List.of() : served.mount().setAside();
    }

    /** Open connections, with a session or without. */
    public int connections() {
        return server.addresses().connections();
    }

    /**
     * How all readers do, in no order; not those of a multicast group, who are all sent the same
     * once. Asks the event loops and waits for them, a second at most each.
     */
    public List<ReaderStatus> readers() {
        List<Future<ReaderStatus>> asked = new ArrayList<>();
        for (ServedSession session : server.sessions().all()) {
            EventLoop loop = session.loop();
            if (!loop.isShuttingDown()) {
                asked.add(loop.submit(session::status));
            }
        }
        List<ReaderStatus> statuses = new ArrayList<>(asked.size());
        for (Future<ReaderStatus> answer : asked) {
            try {
                ReaderStatus status = answer.get(1, TimeUnit.SECONDS);
                if (status != null) {
                    statuses.add(status);
                }
            } catch (TimeoutException | ExecutionException busyOrGone) {
                answer.cancel(false);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return List.copyOf(statuses);
            }
        }
        return List.copyOf(statuses);
    }

    /**
     * The most memory that packets and answers of this server take with its mounts and limits, in
     * bytes: the rings, as interleaved packets, as datagrams and in two more variants, and for each
     * connection that may be there what waits for its socket, the requests that wait for an answer,
     * the one that is answered and the one that is read. The kernel holds up to {@value
     * ServerBinding#SEND_BUFFER_BYTES} bytes more for each, twice that by its own count.
     */
    public long memoryBytesMax() {
        long rings = server.mounts().all().stream()
                .mapToLong(served -> served.mount().settings().ring().bytesMax())
                .map(bytes -> bytes * PacketUnit.COPIES_MAX)
                .sum();
        RtspServerLimits limits = settings.limits();
        long perRequest = limits.messages().headBytesMax() + limits.messages().bodyBytesMax();
        long perConnection = ServerBinding.HIGH_WATER_BYTES
                + PacketUnit.CHUNK_BYTES
                + ServerConnection.ANSWER_BYTES_MAX
                + ServerConnection.PACKET_BYTES_MAX
                + (2L + limits.waitingRequests()) * perRequest;
        return rings + limits.connections() * perConnection;
    }

    /** Completes when the server is disposed, and its connections and threads are gone. */
    public Mono<Void> onDispose() {
        return ended.asMono();
    }

    /** Stops listening, closes all connections and lets all cameras go; does not wait. */
    @Override
    public void dispose() {
        if (disposed.compareAndSet(false, true)) {
            listening.close().addListener(closed -> {
                server.mounts().all().forEach(served -> remove(served.mount().path()));
                publications().forEach(this::removePublication);
                channels.close().addListener(all -> release());
            });
        }
    }

    private void release() {
        server.sessions().all().forEach(session -> session.endSoon(SessionEnd.STREAM_OVER));
        server.closePorts();
        loops.disposeLater(Duration.ZERO, CLOSE_TIMEOUT)
                .onErrorComplete()
                .doFinally(signal -> ended.tryEmitEmpty())
                .subscribe();
    }

    /** Disposes and waits until nothing is left, 2 seconds at most; not on an event loop. */
    public void disposeNow() {
        dispose();
        ended.asMono().timeout(CLOSE_TIMEOUT, Mono.empty()).block();
    }

    @Override
    public boolean isDisposed() {
        return disposed.get();
    }

    @Override
    public String toString() {
        return "BoundRtspServer[" + settings.host() + ":" + port() + ", mounts "
                + Objects.toString(mounts()) + "]";
    }
}
