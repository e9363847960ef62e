package reactor.valkka.count;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;
import reactor.valkka.frame.StreamId;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The values of one stream, where its time goes, and how much of it is decoded. Safe for all
 * threads.
 *
 * <p>Whoever decodes a stream and whoever receives it meet here: a decoder says what it leaves out,
 * a camera's source tells it among its states.
 */
public final class StreamCounters {
    private static final Counter[] CATALOGUE = Counter.values();
    private final StreamId stream;
    private final AtomicLongArray values = new AtomicLongArray(CATALOGUE.length);
    private final StageTimes times = new StageTimes();
    private final int[] decodersAt = new int[DecodeLevel.values().length];
    private final StateHub<DecodeLevel> level = new StateHub<>(DecodeLevel.ALL);

    StreamCounters(StreamId stream) {
        this.stream = stream;
    }

    /** Whose values these are. */
    public StreamId stream() {
        return stream;
    }

    /** How long its units and pictures take from stage to stage. */
    public StageTimes times() {
        return times;
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

    /** How much of the stream is decoded: of several decoders, what the worst off leaves over. */
    public DecodeLevel decodeLevel() {
        return level.state();
    }

    /**
     * How much of the stream is decoded: the present level at once, then each change. Hot, never
     * ends; who is slow gets the newest. Told on a decoder's thread, which must not be blocked.
     */
    public Flux<DecodeLevel> decodeLevels() {
        return level.states();
    }

    /**
     * For decoders: moves one of them from a level to another.
     *
     * @param from {@code null} for a decoder that begins
     * @param to {@code null} for one that ends
     */
    public synchronized void moveDecoder(@Nullable DecodeLevel from, @Nullable DecodeLevel to) {
        if (from != null) {
            decodersAt[from.ordinal()]--;
        }
        if (to != null) {
            decodersAt[to.ordinal()]++;
        }
        DecodeLevel worst = DecodeLevel.ALL;
        for (DecodeLevel each : DecodeLevel.values()) {
            worst = decodersAt[each.ordinal()] > 0 ? each : worst;
        }
        if (worst != level.state()) {
            level.set(worst);
        }
    }
}
