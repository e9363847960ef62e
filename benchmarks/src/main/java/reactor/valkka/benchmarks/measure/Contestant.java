package reactor.valkka.benchmarks.measure;

import org.jspecify.annotations.Nullable;

/**
 * A program that is measured, in one process or in many.
 *
 * @param <S> what it says of itself
 */
public interface Contestant<S> extends AutoCloseable {

    /** Processor time of its processes so far. */
    Worker.Cpu cpu();

    /** Memory that its processes pay for. */
    long pssBytes();

    /** What it says of itself; null where it says nothing. Delays are those since the mark. */
    @Nullable
    S status();

    /** The same, and delays begin anew. */
    @Nullable
    S mark();

    /**
     * Looks whether all its processes are there.
     *
     * @throws reactor.valkka.ValkkaException if one has ended
     */
    void checkRunning();

    @Override
    void close();
}
