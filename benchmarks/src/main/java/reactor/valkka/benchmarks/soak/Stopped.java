package reactor.valkka.benchmarks.soak;

import reactor.valkka.benchmarks.ProcessFacts;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Compares the process after everything was stopped with what it was before anything began.
 *
 * @param sockets before
 * @param threads before
 */
record Stopped(int sockets, Set<Thread> threads) {

    /** Threads that a process has once and keeps, whoever needed them first. */
    private static final List<String> EVERYBODYS =
            List.of("parallel-", "boundedElastic-", "JavaCPP Deallocator", "valkka-leak-reclaimer");

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long SETTLED_NANOS_MAX = TimeUnit.SECONDS.toNanos(15);

    static Stopped before() {
        return new Stopped(
                ProcessFacts.now().sockets(),
                Set.copyOf(Thread.getAllStackTraces().keySet()));
    }

    /** Waits for what is about to happen; whether it did is for the caller to see. */
    void awaitThat(BooleanSupplier settled) {
        long start = System.nanoTime();
        while (!settled.getAsBoolean() && System.nanoTime() - start < SETTLED_NANOS_MAX) {
            LockSupport.parkNanos(TICK_NANOS);
        }
    }

    /**
     * What is left, after a while to end.
     *
     * @param slots that are known to be left
     */
    Leaks leaks(long slots) {
        awaitThat(() -> moreSockets() == 0 && moreThreads().isEmpty());
        List<String> left = moreThreads();
        left.forEach(name -> System.err.println("still runs: " + name));
        return new Leaks(slots, moreSockets(), left.size());
    }

    private int moreSockets() {
        return Math.max(0, ProcessFacts.now().sockets() - sockets);
    }

    private List<String> moreThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !threads.contains(thread))
                .map(Thread::getName)
                .filter(name -> EVERYBODYS.stream().noneMatch(name::startsWith))
                .collect(Collectors.toList());
    }
}
