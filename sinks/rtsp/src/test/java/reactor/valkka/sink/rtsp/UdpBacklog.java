package reactor.valkka.sink.rtsp;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What the kernel holds for players that do not run. One that finds the last packets and the
 * goodbye behind them at the same time, in two sockets, may believe the goodbye first.
 */
public final class UdpBacklog {
    private static final Duration LOOK = Duration.ofMillis(10);

    /** Who is gone takes nothing any more. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int LOCAL_ADDRESS = 1;
    private static final int QUEUES = 4;
    private static final int HEXADECIMAL = 16;

    private UdpBacklog() {}

    /**
     * Completes when all readers of a server were sent all and have read it.
     *
     * @param wasSentAll whether there is nothing more to send to a reader
     */
    public static Mono<Void> taken(BoundRtspServer server, Predicate<ReaderStatus> wasSentAll) {
        return Flux.interval(LOOK, Schedulers.boundedElastic())
                .onBackpressureDrop()
                .map(look -> server.readers())
                .filter(readers -> !readers.isEmpty()
                        && readers.stream().allMatch(wasSentAll.and(UdpBacklog::hasRead)))
                .next()
                .timeout(PATIENCE, Mono.empty())
                .then();
    }

    private static boolean hasRead(ReaderStatus reader) {
        String address = reader.address();
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        return !reader.transport().equals("UDP")
                || Stream.of("udp", "udp6").noneMatch(family -> holds(family, port));
    }

    /** As proc(5) describes it: local address and port, then queued bytes to send and to read. */
    private static boolean holds(String family, int port) {
        try {
            List<String> sockets = Files.readAllLines(Path.of("/proc/net", family));
            return sockets.stream()
                    .skip(1)
                    .map(socket -> socket.strip().split("\\s+"))
                    .anyMatch(fields -> behindColon(fields[LOCAL_ADDRESS]) == port
                            && behindColon(fields[QUEUES]) > 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long behindColon(String field) {
        return Long.parseLong(field.substring(field.indexOf(':') + 1), HEXADECIMAL);
    }
}
