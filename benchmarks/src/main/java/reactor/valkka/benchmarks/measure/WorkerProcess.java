package reactor.valkka.benchmarks.measure;

/** What the processes behind {@link Worker} have in common, on their side. */
public final class WorkerProcess {

    private WorkerProcess() {}

    /** Ends this process: figures of what goes on without the part that failed would be wrong. */
    public static void fail(String message) {
        System.err.println("valkka: " + message);
        Runtime.getRuntime().halt(1);
    }
}
