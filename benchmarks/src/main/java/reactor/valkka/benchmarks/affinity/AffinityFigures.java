package reactor.valkka.benchmarks.affinity;

import org.jspecify.annotations.Nullable;

import reactor.valkka.benchmarks.farm.FarmFootage;
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
    private static final double PICTURES_LEAST = 0.99;

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
            double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
            return sorted[sorted.length / 2];
        }

        /** What so many cameras sent meanwhile; at either end a picture may be under way. */
        private double sent(int cameras) {
            return cameras * (figures.seconds() * FarmFootage.PICTURES_PER_SECOND - 1);
        }

        private boolean isWhole(int cameras) {
            return figures.pictures() >= PICTURES_LEAST * sent(cameras);
        }

        private String shortfall(int cameras) {
            return String.format(
                    Locale.ROOT,
                    "%s %s %d of %.0f",
                    neighbour,
                    threads,
                    figures.pictures(),
                    sent(cameras));
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
                .filter(setting -> !setting.isWhole(cameras))
                .map(setting -> setting.shortfall(cameras))
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
