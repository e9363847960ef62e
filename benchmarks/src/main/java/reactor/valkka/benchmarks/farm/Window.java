package reactor.valkka.benchmarks.farm;

import org.jspecify.annotations.Nullable;

import reactor.valkka.benchmarks.measure.Worker;

/**
 * What was seen of a program in some time.
 *
 * @param <S> what it says of itself
 * @param secondsSinceStart when it ended
 * @param seconds how long it was
 * @param cpu processor time of the program
 * @param farmCores what the cameras took
 * @param farm what the cameras did meanwhile
 * @param before what the program said at the beginning; null where it says nothing
 * @param now what it said at the end
 * @param pssBytes its memory at the end
 */
public record Window<S>(
        long secondsSinceStart,
        double seconds,
        Worker.Cpu cpu,
        double farmCores,
        FarmStatus farm,
        @Nullable S before,
        @Nullable S now,
        long pssBytes) {

    /** Of the program. */
    public double cores() {
        return cpu.millis() / 1_000 / seconds;
    }
}
