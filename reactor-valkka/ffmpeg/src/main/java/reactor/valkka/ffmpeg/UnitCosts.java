package reactor.valkka.ffmpeg;

import reactor.valkka.count.DecodeLevel;

/**
 * What a stream asks of its thread: how many units of each role come in a second, and how long one
 * takes, both smoothed over about two seconds. So it can be told what a level would cost that the
 * stream is not at.
 *
 * <p>What is not decoded now has the cost that it had when it was, made larger or smaller as key
 * frames have become dearer or cheaper since: other programs make all of them slower alike.
 */
final class UnitCosts {
    /** Of the key frames that the last level but none decodes. */
    static final int KEY_FRAME_STEP = 4;

    private static final double SMOOTHING = 0.25;
    private static final double NANOS_PER_SECOND = 1e9;

    private final int[] seen = new int[UnitRole.COUNT];
    private final int[] decoded = new int[UnitRole.COUNT];
    private final long[] nanos = new long[UnitRole.COUNT];
    private final double[] perSecond = new double[UnitRole.COUNT];
    private final double[] nanosEach = new double[UnitRole.COUNT];
    private long sinceNanos;
    private boolean known;

    UnitCosts(long nowNanos) {
        sinceNanos = nowNanos;
    }

    void saw(UnitRole role, int number) {
        seen[role.ordinal()] += number;
    }

    void decoded(UnitRole role) {
        decoded[role.ordinal()]++;
    }

    /** Time that went into a unit, or into what came of it. */
    void took(UnitRole role, long spentNanos) {
        nanos[role.ordinal()] += spentNanos;
    }

    /** Time that was spent since the last call of {@link #settle}. */
    long spentNanos() {
        long sum = 0;
        for (long each : nanos) {
            sum += each;
        }
        return sum;
    }

    /** Ends a window of measuring. */
    void settle(long nowNanos) {
        double seconds = Math.max(1, nowNanos - sinceNanos) / NANOS_PER_SECOND;
        double weight = known ? Math.min(1, SMOOTHING * Math.max(1, 2 * seconds)) : 1;
        double keyBefore = nanosEach[UnitRole.KEY_FRAME.ordinal()];
        for (int role = 0; role < UnitRole.COUNT; role++) {
            perSecond[role] += weight * (seen[role] / seconds - perSecond[role]);
            if (decoded[role] > 0) {
                double each = (double) nanos[role] / decoded[role];
                double before = nanosEach[role];
                nanosEach[role] = before == 0 ? each : before + SMOOTHING * (each - before);
            } else if (keyBefore > 0 && decoded[UnitRole.KEY_FRAME.ordinal()] > 0) {
                nanosEach[role] *= nanosEach[UnitRole.KEY_FRAME.ordinal()] / keyBefore;
            }
            seen[role] = 0;
            decoded[role] = 0;
            nanos[role] = 0;
        }
        known = true;
        sinceNanos = nowNanos;
    }

    /** The share of a thread that a level takes. */
    double load(DecodeLevel level) {
        double keyFrames = load(UnitRole.KEY_FRAME);
        double references = keyFrames + load(UnitRole.DEPENDENT);
        return switch (level) {
            case ALL -> references + load(UnitRole.DISPOSABLE);
            case WITHOUT_DISPOSABLE -> references;
            case KEY_FRAMES -> keyFrames;
            case FEW_KEY_FRAMES -> keyFrames / KEY_FRAME_STEP;
        };
    }

    private double load(UnitRole role) {
        return perSecond[role.ordinal()] * cost(role) / NANOS_PER_SECOND;
    }

    /** What one takes; what was never decoded is taken to be as dear as what comes before it. */
    private double cost(UnitRole role) {
        double own = nanosEach[role.ordinal()];
        return own > 0 || role == UnitRole.KEY_FRAME ? own : cost(UnitRole.at(role.ordinal() - 1));
    }
}
