package reactor.valkka.count;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Where the time goes on the way of one stream's units and pictures: a histogram for each {@link
 * Stage}, and for each consumer that is named.
 *
 * <p>{@link Stage#ASSEMBLED} is told by sources, {@link Stage#WAITED} and {@link Stage#DECODED} by
 * decoders, the rest by {@link reactor.valkka.operator.Inspect#delivered(String)}, which stands
 * where a consumer begins. Where several decoders work on one stream they share their stages; and
 * those that decode on demand let units wait on purpose.
 *
 * <p><b>Threads:</b> safe for all. <b>Memory:</b> 1 KiB for each stage that was measured; at most
 * 35 of them. <b>Overflow:</b> more than 16 consumers share the last place, {@link #OTHERS}.
 */
public final class StageTimes {
    /** Name of all consumers for which there is no place of their own. */
    public static final String OTHERS = "others";

    private static final int CONSUMERS_MAX = 16;
    private static final Stage[] CATALOGUE = Stage.values();

    private final AtomicReferenceArray<@Nullable Histogram> stages =
            new AtomicReferenceArray<>(CATALOGUE.length);
    private final Map<String, ConsumerTimes> consumers = new ConcurrentSkipListMap<>();

    StageTimes() {}

    /**
     * Adds how long a stage took that comes before all consumers.
     *
     * @param fromNanos when it began, on the clock of {@link System#nanoTime()}; 0 where nobody
     *     knows, and then nothing is added
     * @param toNanos when it ended, on the same clock
     * @throws IllegalArgumentException for a stage that a {@link #consumer} has
     */
    public void record(Stage stage, long fromNanos, long toNanos) {
        if (stage == Stage.DELIVERED || stage == Stage.TOTAL) {
            throw new IllegalArgumentException(stage + " is measured for a consumer");
        }
        if (fromNanos != 0) {
            histogram(stage).record(toNanos - fromNanos);
        }
    }

    private Histogram histogram(Stage stage) {
        Histogram known = stages.get(stage.ordinal());
        if (known != null) {
            return known;
        }
        Histogram made = new Histogram();
        Histogram before = stages.compareAndExchange(stage.ordinal(), null, made);
        return before == null ? made : before;
    }

    /** The stages of a consumer. Keep the result: looking it up costs more than measuring. */
    public ConsumerTimes consumer(String name) {
        ConsumerTimes known = consumers.get(name);
        if (known != null) {
            return known;
        }
        synchronized (consumers) {
            boolean room = consumers.size() < CONSUMERS_MAX - 1;
            return consumers.computeIfAbsent(room ? name : OTHERS, made -> new ConsumerTimes());
        }
    }

    /** How long a stage took that comes before all consumers. */
    public Durations of(Stage stage) {
        Histogram known = stages.get(stage.ordinal());
        return known == null ? Durations.NONE : known.snapshot();
    }

    /** All that was measured, in the order of the way, consumers by name. */
    public List<StageTime> snapshot() {
        List<StageTime> all = new ArrayList<>();
        for (Stage stage : CATALOGUE) {
            if (stages.get(stage.ordinal()) != null) {
                all.add(new StageTime(stage, "", of(stage)));
            }
        }
        consumers.forEach((name, times) -> {
            all.add(new StageTime(Stage.DELIVERED, name, times.delivered()));
            all.add(new StageTime(Stage.TOTAL, name, times.total()));
        });
        return all;
    }
}
