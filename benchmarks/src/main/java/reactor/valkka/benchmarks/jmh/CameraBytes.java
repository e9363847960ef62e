package reactor.valkka.benchmarks.jmh;

import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

import java.util.Collection;
import java.util.List;

/** Adds what a camera holds of the heap to the results of {@link MachineBenchmark}. */
public final class CameraBytes implements InternalProfiler {
    static final String NAME = "heap.camera";

    private static final String OF = MachineBenchmark.class.getName() + '.';

    /** JMH makes one in the benchmark's process. */
    public CameraBytes() {}

    @Override
    public String getDescription() {
        return "Bytes of heap that a camera holds";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        // Weighed when the cameras were built.
    }

    @Override
    public Collection<? extends Result> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        if (!benchmark.getBenchmark().startsWith(OF)) {
            return List.of();
        }
        double bytes = MachineBenchmark.heapBytesPerCamera;
        return List.of(new ScalarResult(NAME, bytes, "B", AggregationPolicy.AVG));
    }
}
