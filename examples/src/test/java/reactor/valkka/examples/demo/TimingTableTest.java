package reactor.valkka.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.valkka.count.Counters;
import reactor.valkka.count.Stage;
import reactor.valkka.count.StageTimes;
import reactor.valkka.frame.StreamId;

import java.util.List;

class TimingTableTest {
    private static final long MILLI = 1_000_000;

    private final Counters counters = new Counters();
    private final StageTimes yard = counters.of(StreamId.of("yard")).times();
    private final TimingTable table = new TimingTable(List.of("yard", "gate"), counters);

    @Test
    void hasARowForEachCameraAndAColumnForEachStageAndConsumer() {
        yard.record(Stage.ASSEMBLED, 1, MILLI + 1);
        yard.record(Stage.WAITED, 1, 2 * MILLI + 1);
        yard.consumer("page").record(1, MILLI, 3 * MILLI);
        assertThat(table.recent())
                .map(line -> line.trim().replaceAll(" {2,}", "|"))
                .containsExactly(
                        "ms: p50 / p99|assembled|waited|to page",
                        "yard|1.00 / 1.00|2.00 / 2.00|2.00 / 2.00",
                        "gate|-|-|-");
    }

    @Test
    void forgetsWhatWasLongerThanTenSecondsAgo() {
        yard.record(Stage.DECODED, 1, 500 * MILLI + 1);
        assertThat(table.recent()).element(1).asString().contains("500.00 / 500.00");
        for (int second = 0; second < 9; second++) {
            table.recent();
        }
        yard.record(Stage.DECODED, 1, MILLI + 1);
        assertThat(table.recent()).element(1).asString().contains("1.0").doesNotContain("500");
    }

    @Test
    void tellsOfAllTimeInTheEnd() {
        yard.record(Stage.DECODED, 1, 500 * MILLI + 1);
        yard.consumer("page").record(1, MILLI + 1, 3 * MILLI + 1);
        assertThat(table.all())
                .map(line -> line.trim().replaceAll(" {2,}", "|"))
                .containsExactly(
                        "camera|stage (ms)|count|p50|p99|p99.9|max",
                        "yard|decoded|1|500.00|500.00|500.00|500.00",
                        "yard|delivered to page|1|2.00|2.00|2.00|2.00",
                        "yard|total to page|1|3.00|3.00|3.00|3.00");
    }
}
