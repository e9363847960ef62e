package reactor.valkka.examples.demo;

import reactor.valkka.count.Counters;
import reactor.valkka.count.Durations;
import reactor.valkka.count.Stage;
import reactor.valkka.count.StageTime;
import reactor.valkka.frame.StreamId;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Where the time goes, stage by stage, as lines of text: in the last seconds, or in all. */
final class TimingTable {
    private static final int SECONDS = 10;
    private static final int NAME_CHARS = 22;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final String NAME = "%-22s";
    private static final String CELL = " %16s";
    private static final String ROW = "%-22s %-22s %8s %9s %9s %9s %9s";

    /** What has a column of its own. */
    private record Column(Stage stage, String consumer) implements Comparable<Column> {
        private static final Comparator<Column> ORDER =
                Comparator.comparing(Column::stage).thenComparing(Column::consumer);

        static Column of(StageTime time) {
            return new Column(time.stage(), time.consumer());
        }

        @Override
        public int compareTo(Column other) {
            return ORDER.compare(this, other);
        }

        /** As short as a column is narrow. */
        String heading() {
            return consumer.isEmpty() ? toString() : "to " + consumer;
        }

        @Override
        public String toString() {
            String word = stage.name().toLowerCase(Locale.ROOT);
            return consumer.isEmpty() ? word : word + " to " + consumer;
        }
    }

    private final List<String> cameras;
    private final Counters counters;
    private final Deque<Map<String, Map<Column, Durations>>> readings = new ArrayDeque<>();

    /** Of cameras whose streams have these names. */
    TimingTable(List<String> cameras, Counters counters) {
        this.cameras = cameras;
        this.counters = counters;
    }

    /**
     * A heading, and a line for each camera with what its stages took in the last ten seconds, if
     * this is called each second.
     */
    List<String> recent() {
        Map<String, Map<Column, Durations>> last = sinceOldestReading();
        SortedSet<Column> columns = new TreeSet<>();
        last.values().forEach(times -> columns.addAll(times.keySet()));
        columns.removeIf(column -> column.stage() == Stage.TOTAL);
        List<String> lines = new ArrayList<>();
        lines.add(line("ms: p50 / p99", columns.stream().map(Column::heading).toList()));
        last.forEach((camera, times) -> lines.add(line(
                camera,
                columns.stream()
                        .map(column -> cell(times.getOrDefault(column, Durations.NONE)))
                        .toList())));
        return lines;
    }

    /** A heading, and a line for each stage of each camera, since all began. */
    List<String> all() {
        List<String> lines = new ArrayList<>();
        lines.add(ROW.formatted("camera", "stage (ms)", "count", "p50", "p99", "p99.9", "max"));
        read().forEach((camera, times) ->
                times.forEach((column, durations) -> lines.add(ROW.formatted(
                        cut(camera),
                        column,
                        durations.count(),
                        millis(durations.p50Nanos()),
                        millis(durations.p99Nanos()),
                        millis(durations.p999Nanos()),
                        millis(durations.maxNanos())))));
        return lines;
    }

    private Map<String, Map<Column, Durations>> sinceOldestReading() {
        Map<String, Map<Column, Durations>> now = read();
        Map<String, Map<Column, Durations>> oldest =
                readings.size() < SECONDS ? Map.of() : readings.remove();
        readings.add(now);
        Map<String, Map<Column, Durations>> since = new LinkedHashMap<>();
        now.forEach((camera, times) -> {
            Map<Column, Durations> before = oldest.getOrDefault(camera, Map.of());
            Map<Column, Durations> differences = new LinkedHashMap<>();
            times.forEach((column, durations) -> differences.put(
                    column, durations.since(before.getOrDefault(column, Durations.NONE))));
            since.put(camera, differences);
        });
        return since;
    }

    private Map<String, Map<Column, Durations>> read() {
        Map<String, Map<Column, Durations>> reading = new LinkedHashMap<>();
        for (String camera : cameras) {
            Map<Column, Durations> times = new LinkedHashMap<>();
            counters.of(StreamId.of(camera))
                    .times()
                    .snapshot()
                    .forEach(time -> times.put(Column.of(time), time.durations()));
            reading.put(camera, times);
        }
        return reading;
    }

    private static String line(String name, List<String> cells) {
        StringBuilder line = new StringBuilder(NAME.formatted(cut(name)));
        cells.forEach(cell -> line.append(CELL.formatted(cell)));
        return line.toString();
    }

    private static String cell(Durations durations) {
        return durations.count() == 0
                ? "-"
                : millis(durations.p50Nanos()) + " / " + millis(durations.p99Nanos());
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.2f", nanos / NANOS_PER_MILLI);
    }

    private static String cut(String text) {
        return text.length() <= NAME_CHARS ? text : text.substring(0, NAME_CHARS - 1) + "…";
    }
}
