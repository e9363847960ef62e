package reactor.valkka.doctor;

import java.util.List;
import java.util.Objects;

/**
 * One thing that a doctor found.
 *
 * @param symptom what kind of thing; for programs
 * @param severity how much it matters
 * @param seen what was seen, with figures
 * @param means what that means
 * @param advice what to do
 * @param commands that mend it, to be run by root; often none
 */
public record Finding(
        Symptom symptom,
        Severity severity,
        String seen,
        String means,
        String advice,
        List<String> commands) {

    /** Refuses missing parts. */
    public Finding {
        Objects.requireNonNull(symptom, "symptom");
        Objects.requireNonNull(seen, "seen");
        commands = List.copyOf(commands);
    }

    static Finding of(Symptom symptom, String seen, String... commands) {
        return new Finding(
                symptom,
                symptom.severity(),
                seen,
                symptom.means(),
                symptom.advice(),
                List.of(commands));
    }
}
