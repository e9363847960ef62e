package reactor.valkka.benchmarks.measure;

import org.jspecify.annotations.Nullable;

/** A program that is measured, known by what people call it. */
public interface Titled {

    /** What it is called. */
    String title();

    /** What this machine has not and it needs; null if nothing. */
    default @Nullable String missing() {
        return null;
    }
}
