package reactor.valkka.doctor;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackKind;

import java.util.Arrays;
import java.util.List;

/** The units of the main track: rates, key frames, times. <b>Threads:</b> any. */
final class UnitNotes {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final int STEPS_KEPT = 1_024;

    /**
     * A hold-up at an end tilts the line that fits best by so many times the square of its share of
     * the time: all that it held up came late, each by what was left of it.
     */
    private static final double HOLD_UP_BEND = 3;

    private final GroupNotes groups = new GroupNotes();
    private final Line drift = new Line();
    private final long[] steps = new long[STEPS_KEPT];
    private int stepCount;
    private long lastDts;
    private int setups;
    private @Nullable StreamSetup setup;
    private @Nullable Track track;
    private long units;
    private long bytes;
    private long keyFrames;
    private long keyFrameBytesMax;
    private long unitsSinceKeyFrame;
    private long groupUnitsMax;
    private long repaired;
    private long firstPts;
    private long highestPts;
    private double lastKeySeconds;
    private long firstArrival;
    private long lastArrival;
    private double silenceSeconds;
    private double earliestSeconds;
    private double latestSeconds;
    private boolean reordered;

    synchronized void frame(EncodedFrame frame) {
        if (frame instanceof StreamSetup announced) {
            setups += setup != null && announced.tracks().equals(setup.tracks()) ? 0 : 1;
            setup = announced;
        } else if (frame instanceof AccessUnit unit && isMain(unit)) {
            unit(unit);
        }
    }

    /** The video, or the first track where there is no video. */
    private static boolean isMain(AccessUnit unit) {
        return unit.setup().hasVideo()
                ? unit.track().kind() == TrackKind.VIDEO
                : unit.track().index() == 0;
    }

    private void unit(AccessUnit unit) {
        long arrival = unit.header().arrivalNanos();
        if (units == 0) {
            track = unit.track();
            firstPts = unit.pts();
            highestPts = unit.pts();
            lastDts = unit.dts();
            firstArrival = arrival;
        }
        if (unit.isKeyFrame()) {
            keyFrame(unit);
        }
        if (units > 0) {
            step(unit.dts() - lastDts);
            reordered |= unit.pts() < highestPts;
            silenceSeconds = Math.max(silenceSeconds, (arrival - lastArrival) / NANOS_PER_SECOND);
        }
        lastDts = unit.dts();
        highestPts = Math.max(highestPts, unit.pts());
        lastArrival = arrival;
        units++;
        bytes += unit.size();
        repaired += unit.header().timestampRepaired() ? 1 : 0;
        double since = (arrival - firstArrival) / NANOS_PER_SECOND;
        double late = since - seconds(unit.pts());
        earliestSeconds = Math.min(earliestSeconds, late);
        latestSeconds = Math.max(latestSeconds, late);
        drift.add(seconds(unit.pts()), since);
        unitsSinceKeyFrame++;
        groupUnitsMax = Math.max(groupUnitsMax, unitsSinceKeyFrame);
    }

    private void step(long ticks) {
        if (ticks > 0) {
            steps[stepCount++ % STEPS_KEPT] = ticks;
        }
    }

    /** What came before it is still noted as the last. */
    private void keyFrame(AccessUnit unit) {
        double at = seconds(unit.pts());
        if (keyFrames > 0) {
            double lastStep = seconds(firstPts + unit.dts() - lastDts);
            groups.group(seconds(highestPts) - lastKeySeconds, at - lastKeySeconds, lastStep);
        }
        keyFrames++;
        keyFrameBytesMax = Math.max(keyFrameBytesMax, unit.size());
        lastKeySeconds = at;
        unitsSinceKeyFrame = 0;
    }

    private double seconds(long pts) {
        Track known = track;
        return known == null ? 0 : (double) (pts - firstPts) / known.clockRateHz();
    }

    /** The track as it was at first, once a unit of it came. */
    synchronized @Nullable Track track() {
        return track;
    }

    /** How many different setups were announced. */
    synchronized int setups() {
        return setups;
    }

    synchronized long units() {
        return units;
    }

    /** When the first unit was complete. */
    synchronized long firstArrivalNanos() {
        return firstArrival;
    }

    /** For how long units came. */
    synchronized double watchedSeconds() {
        return units == 0 ? 0 : (lastArrival - firstArrival) / NANOS_PER_SECOND;
    }

    /**
     * Units a second, by the camera's timestamps: what most steps say, so that pictures which were
     * lost on the way do not count against the camera.
     */
    synchronized double unitsPerSecond() {
        Track known = track;
        int kept = Math.min(stepCount, STEPS_KEPT);
        if (known == null || kept == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(steps, kept);
        Arrays.sort(sorted);
        return (double) known.clockRateHz() / sorted[kept / 2];
    }

    /** Servers that keep a group for who joins send it at once: its own time counts, too. */
    synchronized long bitsPerSecond() {
        double seconds = Math.max(watchedSeconds(), seconds(highestPts));
        return seconds > 0 ? Math.round(bytes * 8 / seconds) : 0;
    }

    /** Seconds from one key frame to the next, where no picture is missing between. */
    synchronized List<Double> groupSeconds() {
        double perSecond = unitsPerSecond();
        return groups.wholeSeconds(perSecond > 0 ? 1 / perSecond : 0);
    }

    /** For how long pictures came at most without a key frame. */
    synchronized double secondsWithoutKeyFrame() {
        return Math.max(groups.cameSecondsMax(), seconds(highestPts) - lastKeySeconds);
    }

    synchronized long keyFrames() {
        return keyFrames;
    }

    synchronized long groupUnitsMax() {
        return groupUnitsMax;
    }

    synchronized long keyFrameBytesMax() {
        return keyFrameBytesMax;
    }

    /** Units whose times were put right. */
    synchronized long repaired() {
        return repaired;
    }

    /** True if pictures came in another order than they are shown. */
    synchronized boolean reordered() {
        return reordered;
    }

    synchronized double silenceSeconds() {
        return silenceSeconds;
    }

    /** How much faster than its timestamps the camera sends, in millionths; NaN if unknown. */
    synchronized double driftPartsPerMillion() {
        return (1 - drift.slope()) * 1e6;
    }

    /**
     * How far that figure may be off, in millionths: by what single units say, and by what those
     * say together that were held up and then came at once, or ahead of time as what servers keep
     * for who joins.
     */
    synchronized double driftErrorPartsPerMillion() {
        double watched = watchedSeconds();
        double drifted = Math.abs(1 - drift.slope()) * watched;
        double held = Math.max(0, latestSeconds - earliestSeconds - drifted);
        double share = watched > 0 ? held / watched : 0;
        double bend = HOLD_UP_BEND * share * share;
        return Math.hypot(drift.slopeError(), bend) * 1e6;
    }
}
