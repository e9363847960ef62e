package reactor.valkka.benchmarks.affinity;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** What else goes on on the machine. */
enum Neighbour {
    /** Nothing. */
    NONE,
    /** A program that would take a whole processor, wherever there is one. */
    BUSY,
    /** The same, kept on the first processor. */
    BUSY_ON_FIRST;

    private List<String> command() {
        return switch (this) {
            case NONE -> List.of();
            case BUSY -> List.of("sh", "-c", "while :; do :; done");
            case BUSY_ON_FIRST -> List.of("taskset", "-c", "0", "sh", "-c", "while :; do :; done");
        };
    }

    /** Starts it; {@code null} where it is nothing. */
    @Nullable
    Process start() {
        if (this == NONE) {
            return null;
        }
        try {
            return new ProcessBuilder(command()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
