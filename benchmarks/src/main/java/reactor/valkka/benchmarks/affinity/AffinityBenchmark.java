package reactor.valkka.benchmarks.affinity;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import reactor.valkka.ValkkaException;
import reactor.valkka.benchmarks.affinity.AffinityRun.Figures;
import reactor.valkka.benchmarks.farm.CameraFarm;
import reactor.valkka.benchmarks.farm.FarmFootage;
import reactor.valkka.benchmarks.farm.FarmStatus;
import reactor.valkka.benchmarks.measure.LiveTable;
import reactor.valkka.benchmarks.measure.MeasureOptions;
import reactor.valkka.benchmarks.measure.SilentContestant;
import reactor.valkka.benchmarks.measure.Worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Measures what it brings to bind threads to processors: every picture of some cameras is decoded,
 * by JVMs that differ in nothing but {@code -Dreactor.valkka.cpus.*}, alone and beside a program
 * that would take a whole processor. The cameras are in a process of their own, which is not bound.
 * All runs of a round follow each other, and the result is the median of the rounds.
 */
@Command(
        name = "affinity",
        description = {
            "Decodes some cameras with threads that are bound to processors, and that are not.",
            "The last line says which delay 99 of 100 pictures stayed below, from their first"
                    + " packet on, for each neighbour: none, busy (a program that fills a"
                    + " processor), busy-on-first (the same, kept on the first); and for each way"
                    + " to place threads: free, spread (each decoding thread on a processor), apart"
                    + " (the network on the first, decoding on the others). With --quick not all of"
                    + " these are measured. Exits with 1 where fewer than 99 of 100 pictures were"
                    + " decoded in a run: such delays do not compare."
        },
        mixinStandardHelpOptions = true)
public final class AffinityBenchmark implements Callable<Integer> {
    private static final int CAMERAS = 8;
    private static final int QUICK_CAMERAS = 4;
    private static final int CAMERAS_MOST = 100;
    private static final int ROUNDS_MOST = 100;
    private static final int SECONDS_MOST = 120;
    private static final int CLIPS = 4;
    private static final int WARM_UP_SECONDS = 5;
    private static final int QUICK_WARM_UP_SECONDS = 1;
    private static final int QUICK_SECONDS = 2;
    private static final int RUN_SECONDS_MAX = 120;

    @Mixin
    private MeasureOptions options = new MeasureOptions();

    @Option(names = "--cameras", description = "Cameras of 720p25. Default: 8; with --quick 4.")
    private @Nullable Integer cameras;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Runs of each; one with --quick. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "8",
            description = "Time that a run is measured; 2 with --quick. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--alone", description = "Without a busy program beside it.")
    private boolean alone;

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

    @Override
    public Integer call() {
        options.range("--cameras", count(), 1, CAMERAS_MOST);
        options.range("--rounds", rounds, 1, ROUNDS_MOST);
        options.range("--seconds", seconds, 1, SECONDS_MOST);
        if (Runtime.getRuntime().availableProcessors() < 2) {
            throw new ValkkaException("Where there is one processor, there is nothing to choose");
        }
        SETTINGS.stream()
                .filter(this::isWanted)
                .forEach(setting -> options.refuse(setting.neighbour().missing()));
        options.check();
        LiveTable table = AffinityFigures.table(options);
        AffinityFigures figures = measure(table);
        if (figures.rounds() > 1) {
            figures.rows(table);
        }
        figures.farm().tell(count() + " cameras", options::say);
        return options.end(figures, figures.complaint(), figures.summary());
    }

    private AffinityFigures measure(LiveTable table) {
        int times = options.isQuick() ? 1 : rounds;
        Map<Setting, List<Figures>> all = new LinkedHashMap<>();
        SETTINGS.stream()
                .filter(this::isWanted)
                .forEach(setting -> all.put(setting, new ArrayList<>()));
        FarmFootage footage = new FarmFootage(FarmFootage.PICTURES_PER_SECOND, CLIPS);
        try (CameraFarm farm = CameraFarm.start(footage)) {
            FarmStatus before = farm.status();
            for (int round = 1; round <= times; round++) {
                for (Map.Entry<Setting, List<Figures>> runs : all.entrySet()) {
                    Figures figures = run(runs.getKey(), farm);
                    runs.getValue().add(figures);
                    figures(runs.getKey(), List.of(figures)).row(table, round);
                }
            }
            return new AffinityFigures(
                    count(),
                    times,
                    all.entrySet().stream()
                            .map(runs -> figures(runs.getKey(), runs.getValue()))
                            .toList(),
                    farm.status().since(before));
        }
    }

    private boolean isWanted(Setting setting) {
        boolean quickly = setting.placement() != Placement.SPREAD
                && setting.neighbour() != Neighbour.BUSY_ON_FIRST;
        return (quickly || !options.isQuick()) && (!alone || setting.neighbour() == Neighbour.NONE);
    }

    private int count() {
        return cameras != null ? cameras : options.isQuick() ? QUICK_CAMERAS : CAMERAS;
    }

    private static AffinityFigures.Setting figures(Setting setting, List<Figures> runs) {
        return AffinityFigures.Setting.of(setting.neighbour(), setting.placement(), runs);
    }

    private Figures run(Setting setting, CameraFarm farm) {
        boolean quick = options.isQuick();
        int duration = quick ? Math.min(QUICK_SECONDS, seconds) : seconds;
        try (SilentContestant<Object> neighbour = setting.neighbour().start();
                Worker run = Worker.java(
                        AffinityRun.class,
                        setting.placement().flags(Runtime.getRuntime().availableProcessors()),
                        farm.addresses(),
                        Integer.toString(count()),
                        Integer.toString(quick ? QUICK_WARM_UP_SECONDS : WARM_UP_SECONDS),
                        Integer.toString(duration))) {
            return run.told(
                    Figures.class,
                    "to decode " + count() + " cameras for " + duration + " s beside "
                            + neighbour.workers().size() + " busy programs",
                    Duration.ofSeconds(duration + RUN_SECONDS_MAX));
        }
    }
}
