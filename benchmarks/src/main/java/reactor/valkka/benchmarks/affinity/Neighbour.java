package reactor.valkka.benchmarks.affinity;

import reactor.valkka.benchmarks.measure.SilentContestant;
import reactor.valkka.benchmarks.measure.Worker;

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

    /** Starts it, to run until it is closed. */
    SilentContestant<Object> start() {
        return new SilentContestant<>(this == NONE ? List.of() : List.of(new Worker(command())));
    }
}
