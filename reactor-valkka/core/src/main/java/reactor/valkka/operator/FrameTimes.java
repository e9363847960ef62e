package reactor.valkka.operator;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Fragment;
import reactor.valkka.frame.Frame;
import reactor.valkka.frame.Picture;

/** Times of frames on their stream's own time line, whatever their clock rates. */
final class FrameTimes {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private FrameTimes() {}

    /**
     * When a frame is due relative to the others of its stream, in nanoseconds: pictures in the
     * order in which they are shown, all else in the order in which it is decoded. {@link
     * Frame#NO_PTS} for what has no time.
     */
    static long nanos(Frame frame) {
        if (frame instanceof AccessUnit unit) {
            return nanos(unit.dts(), unit.track().clockRateHz());
        }
        if (frame instanceof Picture picture) {
            return picture.ptsNanos();
        }
        if (frame instanceof Fragment fragment && !fragment.isInitialization()) {
            return nanos(fragment.units().get(0));
        }
        return Frame.NO_PTS;
    }

    /** Ticks to nanoseconds, without overflow for any stream of less than 292 years. */
    static long nanos(long ticks, int clockRateHz) {
        return Math.floorDiv(ticks, clockRateHz) * NANOS_PER_SECOND
                + Math.floorMod(ticks, clockRateHz) * NANOS_PER_SECOND / clockRateHz;
    }
}
