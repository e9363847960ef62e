package reactor.valkka.count;

import reactor.valkka.frame.StreamId;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/** The values of one stream. Safe for all threads. */
public final class StreamCounters {
    private static final Counter[] CATALOGUE = Counter.values();
    private final StreamId stream;
    private final AtomicLongArray values = new AtomicLongArray(CATALOGUE.length);

    StreamCounters(StreamId stream) {
        this.stream = stream;
    }

    /** Whose values these are. */
    public StreamId stream() {
        return stream;
    }

    /** Adds one. */
    public void increment(Counter counter) {
        values.getAndIncrement(counter.ordinal());
    }

    /** Adds a number. */
    public void add(Counter counter, long number) {
        values.getAndAdd(counter.ordinal(), number);
    }

    /** The value. */
    public long get(Counter counter) {
        return values.get(counter.ordinal());
    }

    /** All values that are not 0, in the order of the catalogue. */
    public Map<Counter, Long> snapshot() {
        Map<Counter, Long> snapshot = new EnumMap<>(Counter.class);
        for (Counter counter : CATALOGUE) {
            long value = get(counter);
            if (value != 0) {
                snapshot.put(counter, value);
            }
        }
        return snapshot;
    }
}
