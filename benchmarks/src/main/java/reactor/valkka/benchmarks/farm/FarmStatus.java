package reactor.valkka.benchmarks.farm;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What the farm says of itself.
 *
 * @param playing cameras that play now
 * @param counting whether it counts units at all, which GStreamer does not
 * @param sentUnits by all cameras
 * @param skippedUnits that were not sent, as the connection took no more
 * @param lateUnits of those sent, that went more than 20 ms after their time, or whose end waited
 *     for the next one as the connection took no more
 */
public record FarmStatus(
        int playing, boolean counting, long sentUnits, long skippedUnits, long lateUnits) {

    static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final double LATE_PART_MOST = 0.01;

    /** What has been since an earlier one. */
    public FarmStatus since(FarmStatus earlier) {
        return new FarmStatus(
                playing,
                counting,
                sentUnits - earlier.sentUnits,
                skippedUnits - earlier.skippedUnits,
                lateUnits - earlier.lateUnits);
    }

    /**
     * What cameras noticed of a program that says nothing of itself; null if all is well. What
     * waits in the system's buffers, they take for received.
     *
     * @param cameras that it should receive
     */
    public @Nullable String complaint(int cameras) {
        if (playing < cameras) {
            return playing + " of " + cameras + " cameras played to it in the end";
        }
        return skippedUnits == 0
                ? null
                : "it did not take " + skippedUnits + " of " + dueUnits() + " units";
    }

    /** That were to be sent. */
    public long dueUnits() {
        return sentUnits + skippedUnits;
    }

    /**
     * Tells it, and what to bear in mind about delays that were measured with it.
     *
     * @param measured while which it was so
     */
    public void tell(String measured, Consumer<? super String> say) {
        say.accept(details(measured));
        if (skippedUnits > 0 || lateUnits > LATE_PART_MOST * sentUnits) {
            say.accept(String.format(
                    Locale.ROOT,
                    "  farm: %.1f %% late, %d not sent at all: the cameras were more than %d ms"
                            + " late, or the receiver did not read in time; either changes the"
                            + " delays that were measured",
                    100.0 * lateUnits / Math.max(1, sentUnits),
                    skippedUnits,
                    TimeUnit.NANOSECONDS.toMillis(LATE_NANOS)));
        }
    }

    private String details(String measured) {
        return counting
                ? String.format(
                        Locale.ROOT,
                        "  farm: late %d of %d units, skipped %d (%s)",
                        lateUnits,
                        sentUnits,
                        skippedUnits,
                        measured)
                : "  farm: does not count units (" + measured + ")";
    }
}
