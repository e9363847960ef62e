package reactor.valkka.benchmarks;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

import picocli.CommandLine.Command;

import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.Callable;

/** Runs {@link PoolBenchmark} under JMH, with its count of allocated bytes. */
@Command(
        name = "pool",
        description = "Time and heap for acquiring, publishing, sharing and closing a unit.",
        mixinStandardHelpOptions = true)
final class PoolCosts implements Callable<Integer> {
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    @Override
    public Integer call() throws RunnerException {
        Collection<RunResult> runs = new Runner(new OptionsBuilder()
                        .include(PoolBenchmark.class.getName() + "\\..*")
                        .addProfiler(GCProfiler.class)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        for (RunResult run : runs) {
            Result<?> time = run.getPrimaryResult();
            Result<?> heap = run.getSecondaryResults().get(ALLOCATED);
            System.out.printf(
                    Locale.ROOT,
                    "pool: %s %.0f ns, %.0f bytes%n",
                    time.getLabel(),
                    time.getScore(),
                    heap == null ? Double.NaN : heap.getScore());
        }
        return 0;
    }
}
