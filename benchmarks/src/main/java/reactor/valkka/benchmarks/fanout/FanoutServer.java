package reactor.valkka.benchmarks.fanout;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;

import reactor.valkka.benchmarks.measure.WorkerProcess;
import reactor.valkka.count.Counter;
import reactor.valkka.sink.rtsp.BoundRtspServer;
import reactor.valkka.sink.rtsp.RtspServer;
import reactor.valkka.sink.rtsp.RtspServerLimits;
import reactor.valkka.source.rtsp.RtspSource;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The process with our server. Prints its port, answers each line with its {@link ServerStatus},
 * and ends with its standard input.
 */
final class FanoutServer {

    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** All readers have one address here, and none of them is a stranger. */
    private static final int REQUESTS_PER_CONNECTION = 10;

    private static volatile long mostBytes;

    private FanoutServer() {}

    /** Takes the camera's address, the most connections, and its patience in seconds. */
    public static void main(String[] arguments) throws IOException {
        int connections = Integer.parseInt(arguments[1]);
        RtspServerLimits limits = RtspServerLimits.DEFAULT
                .connections(connections)
                .connectionsPerAddress(connections)
                .sessionsPerAddress(connections)
                .newcomers(connections)
                .requestsPerSecond(REQUESTS_PER_CONNECTION * connections)
                .stuckAfter(Duration.ofSeconds(Integer.parseInt(arguments[2])));
        RtspSource camera = RtspSource.create(arguments[0]);
        BoundRtspServer server = RtspServer.create()
                .port(0)
                .limits(limits)
                .mount("/camera", camera.frames())
                .bindNow();
        Thread watcher = new Thread(FanoutServer::watch, "watcher");
        watcher.setDaemon(true);
        watcher.start();
        WorkerProcess.port(server.port());
        WorkerProcess.answer(order -> status(server, camera));
        server.disposeNow();
    }

    private static ServerStatus status(BoundRtspServer server, RtspSource camera) {
        long skipped = camera.counters().get(Counter.VIEWER_SKIPPED);
        return new ServerStatus(server.memoryBytesMax(), mostBytes, skipped);
    }

    /** What Netty has taken from the system for packets, answers and the camera's connection. */
    private static void watch() {
        var metric = ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
        while (true) {
            mostBytes = Math.max(mostBytes, metric.usedDirectMemory() + metric.usedHeapMemory());
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }
}
