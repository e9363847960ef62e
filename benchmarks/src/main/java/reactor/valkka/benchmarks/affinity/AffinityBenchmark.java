package reactor.valkka.benchmarks.affinity;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import reactor.valkka.ValkkaException;
import reactor.valkka.benchmarks.affinity.AffinityRun.Figures;
import reactor.valkka.benchmarks.measure.SilentContestant;
import reactor.valkka.benchmarks.measure.Worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;

/**
 * Measures what it brings to bind threads to processors: every picture of some cameras is decoded,
 * by JVMs that differ in nothing but {@code -Dreactor.valkka.cpus.*}, alone and beside a program
 * that would take a whole processor. The cameras are in a process of their own. All runs of a round
 * follow each other, and the result is the median of the rounds.
 */
@Command(
        name = "affinity",
        description = {
            "Decodes some cameras with threads that are bound to processors, and that are not.",
            "The last line says which delay 99 of 100 pictures stayed below, from their first"
                    + " packet on."
        },
        mixinStandardHelpOptions = true)
public final class AffinityBenchmark implements Callable<Integer> {
    private static final int WARM_UP_SECONDS = 5;
    private static final int QUICK_WARM_UP_SECONDS = 1;
    private static final int QUICK_SECONDS = 2;
    private static final int RUN_SECONDS_MAX = 120;
    private static final String ROW = "%-14s %-8s %9s %9s %9s %9s %9s %9s%n";

    @Option(
            names = "--cameras",
            defaultValue = "8",
            description = "Cameras of 720p25. Default: ${DEFAULT-VALUE}.")
    private int cameras;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Runs of each. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "8",
            description = "Time that a run is measured. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--alone", description = "Without a busy program beside it.")
    private boolean alone;

    @Option(names = "--quick", description = "One round of 2 seconds each.")
    private boolean quick;

    /** Where threads run, beside whom. */
    private record Setting(Placement placement, Neighbour neighbour) {}

    private static final List<Setting> SETTINGS = List.of(
            new Setting(Placement.FREE, Neighbour.NONE),
            new Setting(Placement.SPREAD, Neighbour.NONE),
            new Setting(Placement.APART, Neighbour.NONE),
            new Setting(Placement.FREE, Neighbour.BUSY),
            new Setting(Placement.SPREAD, Neighbour.BUSY),
            new Setting(Placement.APART, Neighbour.BUSY),
            new Setting(Placement.FREE, Neighbour.BUSY_ON_FIRST),
            new Setting(Placement.APART, Neighbour.BUSY_ON_FIRST));

    /** Runs the measurement alone. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new AffinityBenchmark()).execute(arguments));
    }

    @Override
    public Integer call() {
        if (Runtime.getRuntime().availableProcessors() < 2) {
            throw new ValkkaException("Where there is one processor, there is nothing to choose");
        }
        try (Worker farm = Worker.java(AffinityCameras.class, List.of(), "" + cameras)) {
            measure(List.of(farm.line().split(" ", -1)));
        }
        return CommandLine.ExitCode.OK;
    }

    private void measure(List<String> ports) {
        Map<Setting, List<Figures>> all = new LinkedHashMap<>();
        SETTINGS.stream()
                .filter(setting -> !alone || setting.neighbour() == Neighbour.NONE)
                .forEach(setting -> all.put(setting, new ArrayList<>()));
        for (int round = 0; round < (quick ? 1 : rounds); round++) {
            for (Map.Entry<Setting, List<Figures>> runs : all.entrySet()) {
                runs.getValue().add(run(runs.getKey(), ports));
            }
        }
        print(all);
    }

    private Figures run(Setting setting, List<String> ports) {
        int duration = quick ? QUICK_SECONDS : seconds;
        List<String> arguments = new ArrayList<>();
        arguments.add(Integer.toString(quick ? QUICK_WARM_UP_SECONDS : WARM_UP_SECONDS));
        arguments.add(Integer.toString(duration));
        arguments.addAll(ports);
        List<String> flags = setting.placement().flags(Runtime.getRuntime().availableProcessors());
        try (SilentContestant<Object> neighbour = setting.neighbour().start();
                Worker run =
                        Worker.java(AffinityRun.class, flags, arguments.toArray(String[]::new))) {
            return Figures.parse(run.line(
                    "to decode " + cameras + " cameras for " + duration + " s beside "
                            + neighbour.workers().size() + " busy programs",
                    Duration.ofSeconds(duration + RUN_SECONDS_MAX)));
        }
    }

    private static void print(Map<Setting, List<Figures>> all) {
        System.out.printf(
                ROW,
                "neighbour",
                "threads",
                "pictures",
                "cpu ms",
                "wait p99",
                "dec p99",
                "p50",
                "p99");
        StringBuilder last = new StringBuilder("affinity: p99");
        all.forEach((setting, runs) -> {
            String neighbour = word(setting.neighbour());
            String placement = word(setting.placement());
            double p99 = median(runs, Figures::p99);
            System.out.printf(
                    Locale.ROOT,
                    ROW,
                    neighbour,
                    placement,
                    "%.0f".formatted(median(runs, Figures::pictures)),
                    millis(median(runs, Figures::cpu)),
                    millis(median(runs, Figures::waited)),
                    millis(median(runs, Figures::decoded)),
                    millis(median(runs, Figures::p50)),
                    millis(p99));
            last.append(", ").append(neighbour).append(' ').append(placement);
            last.append(' ').append(millis(p99)).append(" ms");
        });
        System.out.println(last.toString().replaceFirst("p99,", "p99"));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String millis(double millis) {
        return String.format(Locale.ROOT, "%.2f", millis);
    }

    private static double median(List<Figures> runs, ToDoubleFunction<Figures> figure) {
        double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
