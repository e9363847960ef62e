package reactor.valkka.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.valkka.count.Counter;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.util.List;
import java.util.Set;

/** What cameras say, without a camera. */
@NoFrameLeaks
class CameraChecksTest {

    private static final List<String> LISTED = List.of("GET_PARAMETER", "SET_PARAMETER", "OPTIONS");

    private static List<Symptom> symptoms(
            TestPool pool, List<String> granted, List<String> refused) {
        Examination camera = new FakeStream(pool)
                .listing(String.join(", ", LISTED))
                .units(0, 1)
                .examination()
                .keepAlives(new KeepAliveTrial.Outcome(granted, refused, ""));
        return CameraChecks.of(camera).stream()
                .map(Finding::symptom)
                .filter(symptom -> symptom.name().startsWith("KEEP_ALIVE"))
                .toList();
    }

    @Test
    void anEmptySetParameterMayBeRefused(TestPool pool) {
        assertThat(symptoms(pool, List.of("GET_PARAMETER", "OPTIONS"), List.of("SET_PARAMETER")))
                .isEmpty();
    }

    @Test
    void whatIsListedAndNotGrantedIsFound(TestPool pool) {
        assertThat(symptoms(pool, List.of("OPTIONS"), List.of("GET_PARAMETER", "SET_PARAMETER")))
                .containsExactly(Symptom.KEEP_ALIVE_UNANSWERED);
        assertThat(symptoms(pool, List.of(), LISTED)).containsExactly(Symptom.KEEP_ALIVE_FAILS);
    }

    private static List<Symptom> contents(FakeStream stream) {
        return CameraChecks.of(stream.examination()).stream()
                .map(Finding::symptom)
                .filter(Set.of(Symptom.PACKETS_MALFORMED, Symptom.PICTURES_DAMAGED)::contains)
                .toList();
    }

    @Test
    void packetsThatNobodyUnderstandsAreFound(TestPool pool) {
        assertThat(contents(new FakeStream(pool)
                        .units(0, 4)
                        .packets(0, 4)
                        .counted(Counter.PACKETS_MALFORMED, 3)))
                .containsExactly(Symptom.PACKETS_MALFORMED);
        assertThat(contents(new FakeStream(pool)
                        .units(0, 4)
                        .packets(0, 4)
                        .counted(Counter.PACKETS_MALFORMED, 1)))
                .isEmpty();
    }

    @Test
    void theInterleavedModeOfWhichNoPictureComesIsFound(TestPool pool) {
        assertThat(contents(
                        new FakeStream(pool).packets(0, 4).counted(Counter.PACKETS_MALFORMED, 200)))
                .containsExactly(Symptom.PACKETS_MALFORMED);
    }

    @Test
    void picturesThatComeDamagedAreFoundWhereNothingWasLost(TestPool pool) {
        assertThat(contents(new FakeStream(pool).units(0, 4).counted(Counter.UNITS_DAMAGED, 5)))
                .containsExactly(Symptom.PICTURES_DAMAGED);
        assertThat(contents(new FakeStream(pool)
                        .units(0, 4)
                        .counted(Counter.UNITS_DAMAGED, 5)
                        .lost(5)))
                .isEmpty();
    }
}
