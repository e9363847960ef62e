package reactor.valkka.benchmarks.affinity;

import org.jspecify.annotations.Nullable;

import reactor.valkka.benchmarks.measure.Programs;
import reactor.valkka.benchmarks.measure.SilentContestant;
import reactor.valkka.benchmarks.measure.Worker;

import java.util.List;
import java.util.Locale;

/** What else goes on on the machine. */
enum Neighbour {
    /** Nothing. */
    NONE,
    /** A program that would take a whole processor, wherever there is one. */
    BUSY,
    /** The same, kept on the first processor. */
    BUSY_ON_FIRST;

    /** Looks now and then whether we are still there: nobody else would end it. */
    private static final String LOOP = "while kill -0 %d; do"
            + " i=0; while [ $i -lt 100000 ]; do i=$((i + 1)); done; done 2>/dev/null";

    private List<String> command() {
        String loop = String.format(Locale.ROOT, LOOP, ProcessHandle.current().pid());
        return switch (this) {
            case NONE -> List.of();
            case BUSY -> List.of("sh", "-c", loop);
            case BUSY_ON_FIRST -> List.of("taskset", "-c", "0", "sh", "-c", loop);
        };
    }

    /** What this machine has not and it needs; null if nothing. */
    @Nullable
    String missing() {
        return this == BUSY_ON_FIRST ? Programs.missing("taskset", "util-linux") : null;
    }

    /** Starts it, to run until it is closed. */
    SilentContestant<Object> start() {
        return new SilentContestant<>(this == NONE ? List.of() : List.of(new Worker(command())));
    }
}
