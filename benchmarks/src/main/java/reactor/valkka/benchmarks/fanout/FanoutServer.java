package reactor.valkka.benchmarks.fanout;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;

import reactor.valkka.sink.rtsp.BoundRtspServer;
import reactor.valkka.sink.rtsp.ReaderStatus;
import reactor.valkka.sink.rtsp.RtspServer;
import reactor.valkka.sink.rtsp.RtspServerLimits;
import reactor.valkka.source.rtsp.RtspSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The process with our server. Prints its port, answers each line with its {@link ServerStatus},
 * and ends with its standard input.
 */
final class FanoutServer {

    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static volatile long mostBytes;

    private FanoutServer() {}

    /** Takes the camera's address and the most connections. */
    public static void main(String[] arguments) throws IOException {
        int connections = Integer.parseInt(arguments[1]);
        RtspServerLimits limits = RtspServerLimits.DEFAULT
                .connections(connections)
                .connectionsPerAddress(connections)
                .sessionsPerAddress(connections)
                .newcomers(connections);
        BoundRtspServer server = RtspServer.create()
                .port(0)
                .limits(limits)
                .mount("/camera", RtspSource.create(arguments[0]).frames())
                .bindNow();
        Thread watcher = new Thread(FanoutServer::watch, "watcher");
        watcher.setDaemon(true);
        watcher.start();
        System.out.println("port " + server.port());
        try (BufferedReader orders =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            while (orders.readLine() != null) {
                System.out.println(status(server).line());
            }
        }
        server.disposeNow();
    }

    private static ServerStatus status(BoundRtspServer server) {
        long skipped = 0;
        for (ReaderStatus reader : server.readers()) {
            skipped += reader.skippedUnits();
        }
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
