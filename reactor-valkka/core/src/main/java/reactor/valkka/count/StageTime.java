package reactor.valkka.count;

/**
 * How long a stage of a stream took.
 *
 * @param stage what was measured
 * @param consumer whose name {@link Stage#DELIVERED} and {@link Stage#TOTAL} have; empty for the
 *     other stages
 * @param durations of all that passed so far
 */
public record StageTime(Stage stage, String consumer, Durations durations) {}
