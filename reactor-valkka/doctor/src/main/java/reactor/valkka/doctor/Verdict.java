package reactor.valkka.doctor;

import java.util.List;

/** What an examination comes to. */
public enum Verdict {
    /** Nothing but notes. */
    HEALTHY(0),
    /** At least one finding needs care. */
    NEEDS_CARE(1),
    /** The patient could not be examined; the findings say why. */
    NOT_EXAMINED(2);

    private final int exitStatus;

    Verdict(int exitStatus) {
        this.exitStatus = exitStatus;
    }

    /** The status with which {@code ./valkka doctor} ends. */
    public int exitStatus() {
        return exitStatus;
    }

    static Verdict of(List<Finding> findings) {
        for (Finding finding : findings) {
            if (finding.severity() != Severity.NOTE) {
                return NEEDS_CARE;
            }
        }
        return HEALTHY;
    }
}
