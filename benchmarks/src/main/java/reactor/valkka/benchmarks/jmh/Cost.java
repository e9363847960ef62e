package reactor.valkka.benchmarks.jmh;

import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

import java.util.stream.Collectors;

/**
 * What one operation takes.
 *
 * @param name of the benchmark, without package and ending
 * @param parameters as {@code cameras=100}, or empty
 * @param nanos time of one operation by the clock
 * @param cpuNanos processor time of one operation, of all threads
 * @param heapBytes allocated by one operation
 * @param cameraBytes heap that a camera holds; not a number where there are no cameras
 */
record Cost(
        String name,
        String parameters,
        double nanos,
        double cpuNanos,
        double heapBytes,
        double cameraBytes) {
    private static final String ALLOCATED = "gc.alloc.rate.norm";
    private static final String ENDING = "Benchmark";

    static Cost of(RunResult run) {
        BenchmarkParams params = run.getParams();
        Result<?> time = run.getPrimaryResult();
        return new Cost(
                shortName(params.getBenchmark()),
                params.getParamsKeys().stream()
                        .map(key -> key + '=' + params.getParam(key))
                        .collect(Collectors.joining(" ")),
                time.getScore(),
                secondary(run, ProcessorTime.NAME),
                secondary(run, ALLOCATED),
                secondary(run, CameraBytes.NAME));
    }

    private static double secondary(RunResult run, String name) {
        Result<?> result = run.getSecondaryResults().get(name);
        return result == null ? Double.NaN : result.getScore();
    }

    /** {@code Pool.shareClose} for {@code reactor.…jmh.PoolBenchmark.shareClose}. */
    static String shortName(String benchmark) {
        int method = benchmark.lastIndexOf('.');
        int type = benchmark.lastIndexOf('.', method - 1);
        String simple = benchmark.substring(type + 1, method);
        String kind = simple.endsWith(ENDING)
                ? simple.substring(0, simple.length() - ENDING.length())
                : simple;
        return kind + benchmark.substring(method);
    }

    boolean hasCameras() {
        return !Double.isNaN(cameraBytes);
    }
}
