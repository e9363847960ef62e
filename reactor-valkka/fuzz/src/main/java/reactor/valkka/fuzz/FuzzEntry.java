package reactor.valkka.fuzz;

import java.nio.file.Path;

/** What the fuzzer calls, by reflection: the name of the target is its only argument. */
public final class FuzzEntry {
    private static FuzzTarget target = input -> {};

    private FuzzEntry() {}

    /** Chooses the target. Runs in the folder in which what is found shall lie. */
    public static void fuzzerInitialize(String[] arguments) {
        FuzzTarget found = FuzzTargets.find(arguments[0], new GreedyInputs(Path.of("")));
        if (found == null) {
            throw new IllegalArgumentException("No such target: " + arguments[0]);
        }
        target = found;
    }

    /** Runs an input. */
    public static void fuzzerTestOneInput(byte[] input) {
        target.run(input);
    }
}
