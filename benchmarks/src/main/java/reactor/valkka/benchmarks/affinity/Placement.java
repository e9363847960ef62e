package reactor.valkka.benchmarks.affinity;

import java.util.List;

/** Where the threads of network and decoders may run, of a machine with so many processors. */
enum Placement {
    /** Wherever the system puts them. */
    FREE {
        @Override
        List<String> flags(int processors) {
            return List.of();
        }
    },
    /** Each decoding thread has a processor, which it shares with all else. */
    SPREAD {
        @Override
        List<String> flags(int processors) {
            return List.of(DECODE + "0-" + (processors - 1));
        }
    },
    /** The network has the first processor, the decoders have the others. */
    APART {
        @Override
        List<String> flags(int processors) {
            int last = processors - 1;
            return List.of(NET + "0", DECODE + (last == 1 ? "1" : "1-" + last));
        }
    };

    private static final String NET = "-Dreactor.valkka.cpus.net=";
    private static final String DECODE = "-Dreactor.valkka.cpus.decode=";

    /** What to tell the JVM. */
    abstract List<String> flags(int processors);
}
