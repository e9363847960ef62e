package reactor.valkka.source.rtsp;

import reactor.valkka.rtsp.TransportFailure;
import reactor.valkka.rtsp.TransportKind;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Which transports were found not to work with a camera. What it refuses, it refuses for ever; over
 * which nothing came is tried again after {@value #SILENT_MINUTES} minutes, as a network may be
 * mended; and what we could not open ourselves says nothing about the camera.
 *
 * <p><b>Threads:</b> any; a short lock for each connection.
 */
final class TransportMemory {

    private static final int SILENT_MINUTES = 10;
    private static final long SILENT_NANOS = Duration.ofMinutes(SILENT_MINUTES).toNanos();

    private final LongSupplier clock;
    private final Map<TransportKind, Failure> failures = new EnumMap<>(TransportKind.class);

    private record Failure(TransportFailure reason, long sinceNanos) {}

    TransportMemory(LongSupplier clock) {
        this.clock = clock;
    }

    /** Takes note of a failure; true where that is news. */
    synchronized boolean note(TransportKind kind, TransportFailure reason) {
        boolean news = isHopeful(kind);
        if (reason != TransportFailure.NOT_OPENED) {
            failures.put(kind, new Failure(reason, clock.getAsLong()));
        }
        return news;
    }

    /** Whether to try this one. */
    synchronized boolean isHopeful(TransportKind kind) {
        Failure failure = failures.get(kind);
        return failure == null
                || failure.reason == TransportFailure.SILENT
                        && clock.getAsLong() - failure.sinceNanos >= SILENT_NANOS;
    }
}
