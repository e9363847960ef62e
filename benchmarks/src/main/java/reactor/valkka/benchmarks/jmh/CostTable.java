package reactor.valkka.benchmarks.jmh;

import org.openjdk.jmh.results.RunResult;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Prints a row for each result as it comes, and sums up. */
final class CostTable {
    private static final int ALLOCATING_BYTES_MIN = 1;

    private final Consumer<String> say;
    private final List<Cost> costs = new ArrayList<>();

    /**
     * @param say prints a line
     */
    CostTable(Consumer<String> say) {
        this.say = say;
    }

    /**
     * All rows so far.
     *
     * @param costs in order
     */
    record Costs(List<Cost> costs) {}

    Costs costs() {
        return new Costs(List.copyOf(costs));
    }

    void row(RunResult run) {
        Cost cost = Cost.of(run);
        if (costs.isEmpty()) {
            print("%-28s %-26s %12s %12s %11s", "benchmark", "with", "ns", "cpu ns", "heap bytes");
        }
        costs.add(cost);
        print(
                "%-28s %-26s %12.1f %12.1f %11.1f%s",
                cost.name(),
                cost.parameters(),
                cost.nanos(),
                cost.cpuNanos(),
                cost.heapBytes(),
                cost.hasCameras()
                        ? format("   (%.0f bytes held by a camera)", cost.cameraBytes())
                        : "");
    }

    private void print(String format, Object... values) {
        say.accept(format(format, values));
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** The figures of the whole machine if it was measured, or how many allocate. */
    String lastLine() {
        String line = format(
                "jmh: benchmarks %d, allocating %d",
                costs.size(),
                costs.stream()
                        .filter(cost -> cost.heapBytes() >= ALLOCATING_BYTES_MIN)
                        .count());
        List<Cost> machines = costs.stream().filter(Cost::hasCameras).toList();
        if (machines.isEmpty()) {
            return line;
        }
        Cost few = machines.get(0);
        Cost many = machines.get(machines.size() - 1);
        return line
                + format(
                        ", a unit %.0f ns with %s, %.0f ns with %s, %.0f bytes per camera",
                        few.cpuNanos(),
                        few.parameters(),
                        many.cpuNanos(),
                        many.parameters(),
                        many.cameraBytes());
    }
}
