package reactor.valkka.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CpuSetTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0-3,6|0-3,6", "6,0-3|0-3,6", " 1 , 2 |1-2", "5|5", "2-2|2", "0,0-1|0-1"})
    void readsNumbersAndRanges(String text, String canonical) {
        assertThat(CpuSet.parse(text)).hasToString(canonical);
        assertThat(CpuSet.parse(canonical)).isEqualTo(CpuSet.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "3-1", "a", "1,", ",1", "1-", "0x1", "1-2-3", "99999999999", "٣"})
    void refusesWhatIsWrittenOtherwise(String text) {
        assertThatThrownBy(() -> CpuSet.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }

    @Test
    void blankMeansUnpinned() {
        assertThat(CpuSet.parse(" ").isUnpinned()).isTrue();
        assertThat(CpuSet.unpinned().forThread(3)).isEqualTo(CpuSet.unpinned());
    }

    @Test
    void givesThreadsOneProcessorEachInTurn() {
        CpuSet cpus = CpuSet.of(6, 2);
        assertThat(cpus.forThread(0)).isEqualTo(CpuSet.of(2));
        assertThat(cpus.forThread(1)).isEqualTo(CpuSet.of(6));
        assertThat(cpus.forThread(2)).isEqualTo(CpuSet.of(2));
    }

    @Test
    void aRoleIsUnpinnedUnlessItsPropertySaysOtherwise() {
        assertThat(ThreadRole.DECODE.cpus().isUnpinned()).isTrue();
        System.setProperty(ThreadRole.DECODE.cpusProperty(), "1-2");
        try {
            assertThat(ThreadRole.DECODE.cpus()).isEqualTo(CpuSet.of(1, 2));
            assertThat(ThreadRole.NET.cpus().isUnpinned()).isTrue();
        } finally {
            System.clearProperty(ThreadRole.DECODE.cpusProperty());
        }
    }
}
