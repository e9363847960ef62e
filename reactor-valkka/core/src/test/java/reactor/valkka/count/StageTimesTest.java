package reactor.valkka.count;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

import reactor.valkka.frame.StreamId;

class StageTimesTest {
    private final StageTimes times = new Counters().of(StreamId.of("door")).times();

    @Test
    void comeInTheOrderOfTheWay() {
        times.consumer("page").record(100, 200, 1_300);
        times.consumer("motion").record(100, 200, 2_300);
        times.record(Stage.DECODED, 1_000, 3_000);
        times.record(Stage.ASSEMBLED, 1_000, 2_000);
        assertThat(times.snapshot())
                .extracting(time -> time.stage() + " " + time.consumer() + " "
                        + time.durations().maxNanos())
                .containsExactly(
                        "ASSEMBLED  1000",
                        "DECODED  2000",
                        "DELIVERED motion 2100",
                        "TOTAL motion 2200",
                        "DELIVERED page 1100",
                        "TOTAL page 1200");
        assertThat(times.of(Stage.WAITED).count()).isZero();
    }

    @Test
    void whatBeganNobodyKnowsWhenIsLeftOut() {
        times.record(Stage.WAITED, 0, 5_000);
        times.consumer("page").record(0, 0, 5_000);
        assertThat(times.of(Stage.WAITED).count()).isZero();
        assertThat(times.consumer("page").total().count()).isZero();
    }

    @Test
    void moreConsumersThanPlacesShareTheLastOne() {
        for (int i = 0; i < 100; i++) {
            times.consumer("viewer " + i).record(1, 1, 2);
        }
        assertThat(times.snapshot()).hasSize(32);
        assertThat(times.consumer(StageTimes.OTHERS).total().count()).isEqualTo(85);
    }

    @Test
    void aConsumersStagesAreNotRecordedWithoutIt() {
        assertThatIllegalArgumentException().isThrownBy(() -> times.record(Stage.TOTAL, 1, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> times.record(Stage.DELIVERED, 1, 2));
    }

    @Test
    void everyStageSaysWhatItIsAndWhatToDo() {
        for (Stage stage : Stage.values()) {
            assertThat(stage.meaning()).startsWith("From ").endsWith(".");
            assertThat(stage.advice()).endsWith(".");
        }
    }
}
