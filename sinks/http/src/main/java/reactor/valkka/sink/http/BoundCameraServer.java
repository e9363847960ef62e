package reactor.valkka.sink.http;

import io.netty.channel.group.ChannelGroup;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.resources.LoopResources;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A {@link CameraServer} that listens. Cameras come and go while it runs; open pages follow.
 *
 * <p><b>Threads:</b> safe for all.
 */
public final class BoundCameraServer implements Disposable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final DisposableServer server;
    private final ChannelGroup channels;
    private final LoopResources loops;
    private final CameraBoard board;
    private final String host;
    private final Disposable tick;
    private final AtomicBoolean disposed = new AtomicBoolean();
    private final Sinks.Empty<Void> ended = Sinks.empty();

    /**
     * @param loops event loops of the server's own
     */
    BoundCameraServer(
            DisposableServer server,
            ChannelGroup channels,
            LoopResources loops,
            CameraBoard board,
            String host) {
        this.server = server;
        this.channels = channels;
        this.loops = loops;
        this.board = board;
        this.host = host;
        tick = Schedulers.parallel().schedulePeriodically(board::tick, 1, 1, TimeUnit.SECONDS);
    }

    /** Port that it listens on. */
    public int port() {
        return server.port();
    }

    /** Address of the page with all cameras, as this machine reaches it. */
    public URI address() {
        boolean everywhere = host.equals("0.0.0.0") || host.equals("::");
        String name = everywhere ? "127.0.0.1" : host;
        String literal = name.indexOf(':') >= 0 ? "[" + name + "]" : name;
        return URI.create("http://" + literal + ":" + port() + "/");
    }

    /**
     * Shows one more camera.
     *
     * @throws IllegalArgumentException if there is one of that name or with that stream already
     */
    public void add(Camera camera) {
        board.add(camera);
    }

    /**
     * Shows a camera no longer: its viewers' streams end, and it is let go.
     *
     * @return false if there is none of that name
     */
    public boolean remove(String name) {
        return board.remove(name);
    }

    /** How all cameras do, in the order in which they were made; rates are taken each second. */
    public List<CameraStatus> cameras() {
        return board.statuses();
    }

    /** Completes when the server is disposed, and its connections and threads are gone. */
    public Mono<Void> onDispose() {
        return ended.asMono();
    }

    /** Stops listening, closes all connections and lets all cameras go; does not wait. */
    @Override
    public void dispose() {
        if (disposed.compareAndSet(false, true)) {
            tick.dispose();
            server.dispose();
            channels.close().addListener(closed -> {
                board.clear();
                loops.disposeLater(Duration.ZERO, CLOSE_TIMEOUT)
                        .onErrorComplete()
                        .doFinally(signal -> ended.tryEmitEmpty())
                        .subscribe();
            });
        }
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
        return "BoundCameraServer[" + host + ":" + port() + "]";
    }
}
