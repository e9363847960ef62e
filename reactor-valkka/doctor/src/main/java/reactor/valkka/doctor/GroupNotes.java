package reactor.valkka.doctor;

import java.util.ArrayList;
import java.util.List;

/**
 * How far key frames are apart. A group at whose end pictures are missing says only how long it
 * lasted until then: a key frame may be among the missing.
 *
 * <p><b>Threads:</b> one. <b>Units:</b> seconds by the camera's timestamps.
 */
final class GroupNotes {

    private static final int GROUPS_MAX = 8_192;

    /** From so many usual steps on, a step to a key frame has pictures missing. */
    private static final double MISSING_STEPS = 2.5;

    private final List<Group> groups = new ArrayList<>();

    /** From a key frame to its last picture that came, to the next key frame, and that step. */
    private record Group(double cameSeconds, double wholeSeconds, double lastStepSeconds) {
        boolean isWhole(double usualStep) {
            return lastStepSeconds < MISSING_STEPS * usualStep;
        }
    }

    /** A group has ended with the key frame of the next one. */
    void group(double cameSeconds, double wholeSeconds, double lastStepSeconds) {
        if (groups.size() < GROUPS_MAX) {
            groups.add(new Group(cameSeconds, wholeSeconds, lastStepSeconds));
        }
    }

    /** How long those groups are of which no picture is missing at the end. */
    List<Double> wholeSeconds(double usualStep) {
        return groups.stream()
                .filter(group -> group.isWhole(usualStep))
                .map(Group::wholeSeconds)
                .toList();
    }

    /** For how long pictures came at most without a key frame; 0 where no group has ended. */
    double cameSecondsMax() {
        return groups.stream().mapToDouble(Group::cameSeconds).max().orElse(0);
    }
}
