package reactor.valkka.ffmpeg;

import reactor.valkka.count.DecodeLevel;

import java.util.Arrays;

/**
 * What a stream asks of its thread: how many units of each role come in a second, and how long one
 * takes, both smoothed over about two seconds. So it can be told what a level would cost that the
 * stream is not at.
 *
 * <p>What is not decoded now has the cost that it had when it was, made larger or smaller as key
 * frames have become dearer or cheaper since: other programs make all of them slower alike. What it
 * was dearer than is usual is forgotten, half of it in seven seconds, so that a stream is tried
 * again.
 */
final class UnitCosts {
    /** Of the key frames that the last level but none decodes. */
    static final int KEY_FRAME_STEP = 4;

    /** What is kept of an older figure after a second. */
    private static final double KEPT = 0.55;

    /** Measured: a fifth to a quarter with 720p and 1.5 Mbit/s; rather more than less. */
    private static final double USUAL_PART_OF_KEY_FRAME = 0.3;

    /** What is left after a second of how much dearer than usual a unit was, while none comes. */
    private static final double REMEMBERED = 0.9;

    private static final double NANOS_PER_SECOND = 1e9;

    /** What came in less time than this does not say what comes in a second. */
    private static final long FIRST_NANOS_LEAST = OverloadGovernor.WINDOW_NANOS;

    private final int[] seen = new int[UnitRole.COUNT];
    private final int[] decoded = new int[UnitRole.COUNT];
    private final long[] nanos = new long[UnitRole.COUNT];
    private final double[] perSecond = new double[UnitRole.COUNT];
    private final double[] nanosEach = new double[UnitRole.COUNT];
    private final long[] measuredNanos = new long[UnitRole.COUNT];
    private long sinceNanos;
    private long spentNanos;
    private boolean known;

    UnitCosts(long nowNanos) {
        sinceNanos = nowNanos;
    }

    /** The weight of a new figure where the last one is so many seconds old. */
    private static double weight(double seconds) {
        return 1 - Math.pow(KEPT, seconds);
    }

    void saw(UnitRole role, int number) {
        seen[role.ordinal()] += number;
    }

    void decoded(UnitRole role) {
        decoded[role.ordinal()]++;
    }

    /** Time that went into a unit, or into what came of it. */
    void took(UnitRole role, long took) {
        nanos[role.ordinal()] += took;
        spentNanos += took;
    }

    /** Time that was spent since the last call of {@link #settle}. */
    long spentNanos() {
        return spentNanos;
    }

    /** False until a window was long enough to say what a level costs. */
    boolean isKnown() {
        return known;
    }

    /** Ends a window of measuring; the first one only when it has been long enough. */
    void settle(long nowNanos) {
        spentNanos = 0;
        if (!known && nowNanos - sinceNanos < FIRST_NANOS_LEAST) {
            return;
        }
        double seconds = Math.max(1, nowNanos - sinceNanos) / NANOS_PER_SECOND;
        double weight = known ? weight(seconds) : 1;
        double keyBefore = nanosEach[UnitRole.KEY_FRAME.ordinal()];
        for (int role = 0; role < UnitRole.COUNT; role++) {
            perSecond[role] += weight * (seen[role] / seconds - perSecond[role]);
            if (decoded[role] > 0) {
                measured(role, nowNanos);
            } else {
                reckon(UnitRole.at(role), keyBefore, seconds);
            }
        }
        Arrays.fill(seen, 0);
        Arrays.fill(decoded, 0);
        Arrays.fill(nanos, 0);
        known = true;
        sinceNanos = nowNanos;
    }

    private void measured(int role, long nowNanos) {
        double each = (double) nanos[role] / decoded[role];
        double before = nanosEach[role];
        double age = (nowNanos - measuredNanos[role]) / NANOS_PER_SECOND;
        nanosEach[role] = before == 0 ? each : before + weight(age) * (each - before);
        measuredNanos[role] = nowNanos;
    }

    /** What was dear once, because something else took the processor, may be so no longer. */
    private void reckon(UnitRole role, double keyBefore, double seconds) {
        if (role == UnitRole.KEY_FRAME || keyBefore == 0) {
            return;
        }
        double each = nanosEach[role.ordinal()] * cost(UnitRole.KEY_FRAME) / keyBefore;
        double dearer = Math.max(0, each - usual(role));
        nanosEach[role.ordinal()] = each - dearer * (1 - Math.pow(REMEMBERED, seconds));
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

    private double cost(UnitRole role) {
        double own = nanosEach[role.ordinal()];
        return own > 0 ? own : usual(role);
    }

    /** What one takes with most cameras, next to what was measured of this one. */
    private double usual(UnitRole role) {
        return switch (role) {
            case KEY_FRAME -> nanosEach[UnitRole.KEY_FRAME.ordinal()];
            case DEPENDENT -> USUAL_PART_OF_KEY_FRAME * cost(UnitRole.KEY_FRAME);
            case DISPOSABLE -> cost(UnitRole.DEPENDENT);
        };
    }
}
