package reactor.valkka.ffmpeg;

import reactor.valkka.count.Counter;
import reactor.valkka.count.DecodeLevel;
import reactor.valkka.count.StreamCounters;

/**
 * A live stream under an {@link OverloadGovernor}: decides unit by unit what is decoded, and
 * measures. A level is worse at once, and better from the next key frame on, since what lies
 * between needs units that were left out. Who is stale skips to a key frame, whatever its level.
 *
 * <p><b>Threads:</b> its worker's.
 */
final class GovernedStream {
    private static final long KEY_FRAME_NANOS_MAX = 10_000_000_000L;

    private final int priority;
    private final StreamCounters counters;
    private final UnitCosts costs;
    private DecodeLevel level = DecodeLevel.ALL;
    private DecodeLevel inForce = DecodeLevel.ALL;
    private long levelSinceNanos;
    private UnitRole last = UnitRole.KEY_FRAME;
    private int keyFramesSkipped;
    private long keyFrameNanos;
    private int units;
    private long latenessNanos;

    GovernedStream(int priority, StreamCounters counters, long nowNanos) {
        this.priority = priority;
        this.counters = counters;
        costs = new UnitCosts(nowNanos);
        levelSinceNanos = nowNanos;
        keyFrameNanos = nowNanos;
        counters.moveDecoder(null, level);
    }

    int priority() {
        return priority;
    }

    /** What was decided. */
    DecodeLevel level() {
        return level;
    }

    /** True until what was decided is in force, which takes a key frame on the way up. */
    boolean isComingUp() {
        return inForce != level;
    }

    /** When what is in force began, or what {@linkplain #isComingUp() will be} was decided. */
    long levelSinceNanos() {
        return levelSinceNanos;
    }

    UnitCosts costs() {
        return costs;
    }

    /** The share of a thread that the stream takes at its level. */
    double load() {
        return costs.load(level);
    }

    void level(DecodeLevel next, long nowNanos) {
        if (next.compareTo(level) > 0) {
            counters.increment(Counter.OVERLOAD_STEPS);
        }
        counters.moveDecoder(level, next);
        level = next;
        levelSinceNanos = nowNanos;
        if (next.compareTo(inForce) > 0) {
            inForce = next;
        }
    }

    /**
     * Decides whether a unit is decoded.
     *
     * @param lateNanos how long it has waited for its turn
     * @param whole whether all that comes behind it will be seen here, too
     */
    boolean admits(UnitRole role, long lateNanos, boolean whole, long nowNanos) {
        costs.saw(role, 1);
        units++;
        latenessNanos += lateNanos;
        if (inForce != level && role == UnitRole.KEY_FRAME && (whole || isKeyFramesOnly(level))) {
            inForce = level;
            levelSinceNanos = nowNanos;
        } else if (lateNanos > UnaskedUnits.STALE_NANOS && !isKeyFramesOnly(inForce)) {
            inForce = DecodeLevel.KEY_FRAMES;
        }
        boolean admitted = switch (inForce) {
            case ALL -> true;
            case WITHOUT_DISPOSABLE -> role != UnitRole.DISPOSABLE;
            case KEY_FRAMES -> role == UnitRole.KEY_FRAME;
            case FEW_KEY_FRAMES -> role == UnitRole.KEY_FRAME && isDue(nowNanos);
        };
        if (admitted) {
            last = role;
            costs.decoded(role);
            if (role == UnitRole.KEY_FRAME) {
                keyFramesSkipped = 0;
                keyFrameNanos = nowNanos;
            }
        }
        return admitted;
    }

    private boolean isDue(long nowNanos) {
        keyFramesSkipped++;
        return keyFramesSkipped >= UnitCosts.KEY_FRAME_STEP
                || nowNanos - keyFrameNanos >= KEY_FRAME_NANOS_MAX;
    }

    /** Counts units that were left out without being asked about. */
    void leftOut(UnitRole role, int number) {
        costs.saw(role, number);
        units += number;
        if (role == UnitRole.KEY_FRAME) {
            keyFramesSkipped += number;
        }
    }

    /** True if the units between key frames are left out: no key frame's picture must wait. */
    boolean decodesKeyFramesOnly() {
        return isKeyFramesOnly(inForce);
    }

    /** True if they are, and will be. */
    boolean staysWithKeyFrames() {
        return isKeyFramesOnly(level);
    }

    private static boolean isKeyFramesOnly(DecodeLevel some) {
        return some.compareTo(DecodeLevel.KEY_FRAMES) >= 0;
    }

    /** Time that a turn of the stream took, with what its consumers did in it. */
    void took(long spentNanos) {
        costs.took(last, spentNanos);
    }

    /** How long its units have waited on average since the last call of {@link #settle}. */
    long meanLatenessNanos() {
        return units == 0 ? 0 : latenessNanos / units;
    }

    /** Ends a window of measuring. */
    void settle(long nowNanos) {
        costs.settle(nowNanos);
        units = 0;
        latenessNanos = 0;
    }

    /** The stream ends, or is no longer live. */
    void leave() {
        counters.moveDecoder(level, null);
    }
}
