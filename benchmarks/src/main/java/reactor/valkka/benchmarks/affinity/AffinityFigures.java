package reactor.valkka.benchmarks.affinity;

import reactor.valkka.benchmarks.farm.FarmStatus;
import reactor.valkka.benchmarks.measure.LiveTable;
import reactor.valkka.benchmarks.measure.MeasureOptions;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What was measured.
 *
 * @param cameras that were decoded
 * @param rounds of each setting
 * @param settings medians of the rounds
 * @param farm what the cameras did in all of it
 */
record AffinityFigures(int cameras, int rounds, List<Setting> settings, FarmStatus farm) {

    private static final String MEDIAN = "median";

    /**
     * One way to place threads, beside whom.
     *
     * @param neighbour who else runs
     * @param threads where ours may run
     * @param figures of a run, or medians of some
     */
    record Setting(String neighbour, String threads, AffinityRun.Figures figures) {

        static Setting of(
                Neighbour neighbour, Placement placement, List<AffinityRun.Figures> runs) {
            return new Setting(
                    word(neighbour),
                    word(placement),
                    new AffinityRun.Figures(
                            (long) median(runs, AffinityRun.Figures::pictures),
                            median(runs, AffinityRun.Figures::cpu),
                            median(runs, AffinityRun.Figures::waited),
                            median(runs, AffinityRun.Figures::decoded),
                            median(runs, AffinityRun.Figures::p50),
                            median(runs, AffinityRun.Figures::p99),
                            median(runs, AffinityRun.Figures::p999)));
        }

        private static String word(Enum<?> value) {
            return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        private static double median(
                List<AffinityRun.Figures> runs, ToDoubleFunction<AffinityRun.Figures> figure) {
            double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
            return sorted[sorted.length / 2];
        }

        /** Adds a line to the table. */
        void row(LiveTable table, Object round) {
            table.row(
                    round,
                    neighbour,
                    threads,
                    figures.pictures(),
                    figures.cpu(),
                    figures.waited(),
                    figures.decoded(),
                    figures.p50(),
                    figures.p99(),
                    figures.p999());
        }
    }

    static LiveTable table(MeasureOptions options) {
        return options.table(
                "round",
                "    neighbour",
                "threads",
                "pictures",
                "cpu ms",
                "wait p99",
                "decode p99",
                "p50 ms",
                "p99 ms",
                "p99.9");
    }

    /** Adds the medians to the table. */
    void rows(LiveTable table) {
        settings.forEach(setting -> setting.row(table, MEDIAN));
    }

    /** The line with the figures. */
    String summary() {
        return settings.stream()
                .map(setting -> String.format(
                        Locale.ROOT,
                        "%s %s %.2f ms",
                        setting.neighbour(),
                        setting.threads(),
                        setting.figures().p99()))
                .collect(Collectors.joining(", ", "affinity: p99 ", ""));
    }
}
