package reactor.valkka.count;

import reactor.valkka.frame.StreamId;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The values of all counters, and the {@link StageTimes}, per stream.
 *
 * <p><b>Threads:</b> safe for all; values are exact once the threads that count are at rest.
 */
public final class Counters {
    private static final Counters SHARED = new Counters();
    private final Map<StreamId, StreamCounters> byStream = new ConcurrentHashMap<>();

    /** Counters of their own, as tests want them. */
    public Counters() {}

    /** The counters that sources, operators and sinks use where they are not given others. */
    public static Counters shared() {
        return SHARED;
    }

    /** The counters of a stream. Keep the result: looking it up costs more than counting. */
    public StreamCounters of(StreamId stream) {
        StreamCounters known = byStream.get(stream);
        return known != null
                ? known
                : byStream.computeIfAbsent(stream, id -> new StreamCounters(id));
    }

    /** All streams that have counted anything, as a snapshot. */
    public Map<StreamId, StreamCounters> byStream() {
        return Map.copyOf(byStream);
    }

    /** Forgets a stream that will not come back. */
    public void remove(StreamId stream) {
        byStream.remove(stream);
    }
}
