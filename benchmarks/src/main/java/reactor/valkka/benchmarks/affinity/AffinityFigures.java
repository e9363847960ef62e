package reactor.valkka.benchmarks.affinity;

import org.jspecify.annotations.Nullable;

import reactor.valkka.benchmarks.farm.FarmFootage;
import reactor.valkka.benchmarks.farm.FarmStatus;
import reactor.valkka.benchmarks.measure.LiveTable;
import reactor.valkka.benchmarks.measure.MeasureOptions;
import reactor.valkka.benchmarks.measure.Median;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What was measured.
 *
 * @param cameras that were decoded
 * @param rounds of each setting
 * @param settings with medians of the rounds
 * @param farm what the cameras did in all of it
 */
record AffinityFigures(int cameras, int rounds, List<Setting> settings, FarmStatus farm) {

    private static final String MEDIAN = "median";
    private static final double PICTURES_LEAST = 0.99;

    /**
     * One way to place threads, beside whom.
     *
     * @param neighbour who else runs
     * @param threads where ours may run
     * @param runs one after the other
     * @param figures medians of the runs
     */
    record Setting(
            String neighbour,
            String threads,
            List<AffinityRun.Figures> runs,
            AffinityRun.Figures figures) {

        static Setting of(
                Neighbour neighbour, Placement placement, List<AffinityRun.Figures> runs) {
            return new Setting(
                    word(neighbour),
                    word(placement),
                    List.copyOf(runs),
                    new AffinityRun.Figures(
                            median(runs, AffinityRun.Figures::seconds),
                            (long) median(runs, AffinityRun.Figures::pictures),
                            median(runs, AffinityRun.Figures::cpuMillis),
                            median(runs, AffinityRun.Figures::waitedP99Millis),
                            median(runs, AffinityRun.Figures::decodedP99Millis),
                            median(runs, AffinityRun.Figures::p50Millis),
                            median(runs, AffinityRun.Figures::p99Millis),
                            median(runs, AffinityRun.Figures::p999Millis)));
        }

        private static String word(Enum<?> value) {
            return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        private static double median(
                List<AffinityRun.Figures> runs, ToDoubleFunction<AffinityRun.Figures> figure) {
            return Median.of(runs.stream().mapToDouble(figure));
        }

        /** What so many cameras sent in a run; at either end a picture may be under way. */
        private static double sent(AffinityRun.Figures run, int cameras) {
            return cameras * (run.seconds() * FarmFootage.PICTURES_PER_SECOND - 1);
        }

        /** Of each run that decoded too few: a median would hide it. */
        private Stream<String> shortfalls(int cameras) {
            return IntStream.range(0, runs.size())
                    .filter(i ->
                            runs.get(i).pictures() < PICTURES_LEAST * sent(runs.get(i), cameras))
                    .mapToObj(i -> String.format(
                            Locale.ROOT,
                            "%s %s in round %d %d of %.0f",
                            neighbour,
                            threads,
                            i + 1,
                            runs.get(i).pictures(),
                            sent(runs.get(i), cameras)));
        }

        /** Adds a line to the table. */
        void row(LiveTable table, Object round) {
            table.row(
                    round,
                    neighbour,
                    threads,
                    figures.pictures(),
                    figures.cpuMillis(),
                    figures.waitedP99Millis(),
                    figures.decodedP99Millis(),
                    figures.p50Millis(),
                    figures.p99Millis(),
                    figures.p999Millis());
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

    /** Which delays are those of fewer pictures than were sent; null if none are. */
    @Nullable
    String complaint() {
        String fewer = settings.stream()
                .flatMap(setting -> setting.shortfalls(cameras))
                .collect(Collectors.joining(", "));
        return fewer.isEmpty()
                ? null
                : "fewer pictures were decoded than sent, so that the delays do not compare: "
                        + fewer;
    }

    /** The line with the figures. */
    String summary() {
        return settings.stream()
                .map(setting -> String.format(
                        Locale.ROOT,
                        "%s %s %.2f ms",
                        setting.neighbour(),
                        setting.threads(),
                        setting.figures().p99Millis()))
                .collect(Collectors.joining(", ", "affinity: p99 ", ""));
    }
}
