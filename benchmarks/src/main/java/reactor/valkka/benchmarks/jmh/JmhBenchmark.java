package reactor.valkka.benchmarks.jmh;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import reactor.valkka.ValkkaException;
import reactor.valkka.benchmarks.measure.MeasureOptions;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Runs the benchmarks of this package under JMH, and shows for each the time and the heap that one
 * operation takes. Each has a process of its own, in which Java compiles for nothing but it; with
 * {@code --quick} they share this one, as starting two dozen takes most of a minute. What one of
 * them costs there depends on those before it: Java has seen their types where operators call each
 * other, and inlines less.
 */
@Command(
        name = "jmh",
        description = {
            "Time and heap of each hot path, and of all of them by number of cameras.",
            "With --quick in one process for all, only with one size of pictures, and with the"
                    + " fewest and the most branches and cameras. Its figures differ from those of"
                    + " a process for each: Java has compiled for those before, too, and compiles"
                    + " while it is measured."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "What is measured: Pool, Outlet, Hop, Fork, Rtp (packets), Depacketize, Packetize,",
            "Fragment, Interval, Scale, and Machine, which is all between source and sink."
        })
public final class JmhBenchmark implements Callable<Integer> {
    private static final int WARM_UPS = 3;
    private static final int MEASUREMENTS = 4;
    private static final long MILLIS = 1_000;
    private static final int QUICK_WARM_UPS = 1;
    private static final int QUICK_MEASUREMENTS = 2;
    private static final long QUICK_MILLIS = 200;

    /** The ends of what costs grow with, and one size of pictures. */
    private static final Map<String, String[]> QUICK_PARAMETERS = Map.of(
            "branches", new String[] {"1", "64"},
            "cameras", new String[] {"1", "10000"},
            "group", new String[] {"P720"});

    @Parameters(
            paramLabel = "PATTERN",
            arity = "0..1",
            defaultValue = "",
            description = "Only benchmarks in whose names it is found, such as Pool or"
                    + " Machine.unit; a regular expression, in any case.")
    private String pattern = "";

    @Mixin
    private MeasureOptions options = new MeasureOptions();

    @Override
    public Integer call() throws RunnerException {
        options.check();
        CostTable table = new CostTable(options::say);
        for (String name : names()) {
            run(name).forEach(table::row);
        }
        return options.end(table.costs(), null, table.lastLine());
    }

    /** Full names of the benchmarks that the pattern is found in, without the package. */
    private List<String> names() {
        String prefix = JmhBenchmark.class.getPackageName() + '.';
        Pattern wanted = wanted();
        OutputFormat silent =
                OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);
        List<String> names = BenchmarkList.defaultList().getAll(silent, List.of()).stream()
                .map(BenchmarkListEntry::getUsername)
                .filter(name -> name.startsWith(prefix))
                .filter(name -> wanted.matcher(Cost.shortName(name)).find())
                .sorted()
                .toList();
        if (names.isEmpty()) {
            throw new ValkkaException("No benchmark has '" + pattern + "' in its name");
        }
        return names;
    }

    private Pattern wanted() {
        try {
            return Pattern.compile(pattern, Pattern.CASE_INSENSITIVE);
        } catch (PatternSyntaxException e) {
            throw options.refusal("PATTERN must be a regular expression, got '" + pattern + "': "
                    + e.getDescription());
        }
    }

    private Collection<RunResult> run(String name) throws RunnerException {
        boolean quick = options.isQuick();
        TimeValue time = TimeValue.milliseconds(quick ? QUICK_MILLIS : MILLIS);
        ChainedOptionsBuilder run = new OptionsBuilder()
                .include(Pattern.quote(name) + '$')
                .forks(quick ? 0 : 1)
                .warmupIterations(quick ? QUICK_WARM_UPS : WARM_UPS)
                .warmupTime(time)
                .measurementIterations(quick ? QUICK_MEASUREMENTS : MEASUREMENTS)
                .measurementTime(time)
                .addProfiler(GCProfiler.class)
                .addProfiler(ProcessorTime.class)
                .addProfiler(CameraBytes.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        if (quick) {
            QUICK_PARAMETERS.forEach(run::param);
        }
        return new Runner(run.build()).run();
    }
}
