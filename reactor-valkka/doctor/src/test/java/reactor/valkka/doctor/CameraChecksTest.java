package reactor.valkka.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.util.List;

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
}
