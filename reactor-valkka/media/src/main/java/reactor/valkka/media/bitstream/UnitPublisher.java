package reactor.valkka.media.bitstream;

import org.jspecify.annotations.Nullable;

import reactor.valkka.count.Counter;
import reactor.valkka.count.Stage;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.AccessUnitHeader;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.pool.FrameBuffer;

import java.util.function.Consumer;

/**
 * The end of each unit's assembly, whatever its format: setup, times, what was lost, and off it
 * goes. One for each track.
 */
final class UnitPublisher {
    private static final int DEFAULT_FRAMES_PER_SECOND = 25;
    private static final long NO_OPEN_GROUP = Long.MIN_VALUE;

    private final SetupSource setups;
    private final StreamCounters counters;
    private final Consumer<? super EncodedFrame> target;
    private final DecodingTimes decodingTimes = new DecodingTimes(-1, 1);

    private @Nullable Track track;
    private @Nullable StreamSetup setup;
    private AccessUnitHeader.@Nullable Builder header;
    private boolean discontinuity;
    private long openGroupPts = NO_OPEN_GROUP;
    private int lostBefore;
    private int lostInside;

    /** Harmless to the key frame, but not to what leads it. */
    private int lostBeforeKeyFrame;

    UnitPublisher(
            SetupSource setups, StreamCounters counters, Consumer<? super EncodedFrame> target) {
        this.setups = setups;
        this.counters = counters;
        this.target = target;
    }

    void lostBefore(int packets) {
        lostBefore += packets;
    }

    void lostInside(int packets) {
        lostInside += packets;
    }

    /** What was lost belongs to a unit that will not come: it lies before the next one. */
    void carryLoss() {
        lostBefore += lostInside;
        lostInside = 0;
    }

    /** Whatever was lost, the unit that is being put together misses some of it. */
    void lossIsInside() {
        lostInside += lostBefore;
        lostBefore = 0;
    }

    /** The unit is not whole, be it that no packet is known to be missing. */
    void damaged() {
        lostInside = Math.max(1, lostInside);
    }

    boolean isDamaged() {
        return lostInside > 0;
    }

    void discontinuity() {
        discontinuity = true;
        decodingTimes.restart();
    }

    /** Sees to the setup of the next unit; false as long as there is none. */
    boolean prepare(Track current, boolean keyFrame, long arrivalNanos) {
        StreamSetup governing = setups.setup(current, discontinuity, keyFrame, arrivalNanos);
        if (governing == null) {
            return false;
        }
        discontinuity = false;
        if (governing != setup || !current.equals(track)) {
            header = AccessUnitHeader.builder(governing, setups.trackIn(governing, current));
            if (!current.equals(track)) {
                changeDecodingTimes(current);
            }
            setup = governing;
            track = current;
        }
        return true;
    }

    /** Only pictures are ever reordered. */
    private void changeDecodingTimes(Track current) {
        if (current.format() instanceof TrackFormat.Video video) {
            decodingTimes.changeTo(video.reorderDepth(), frameTicks(current, video));
        } else {
            decodingTimes.changeTo(0, 1);
        }
    }

    /**
     * Hands a unit on, for which {@link #prepare} was called. One that is damaged is no key frame,
     * whatever it says: decoding cannot start there.
     */
    void publish(FrameBuffer buffer, UnitTimes times, UnitKind kind) {
        AccessUnitHeader.Builder unit = header;
        Track current = track;
        if (unit == null || current == null) {
            throw new IllegalStateException("No setup was prepared");
        }
        boolean whole = kind.keyFrame() && !isDamaged();
        boolean startsAnew = whole && current.kind() == TrackKind.VIDEO;
        boolean leading = isLeading(kind, times.pts());
        lostBeforeKeyFrame = startsAnew ? lostBefore : leading ? lostBeforeKeyFrame : 0;
        unit.keyFrame(whole)
                .disposable(kind.disposable())
                .leading(leading)
                .lostPackets(startsAnew ? 0 : lostBefore + lostInside + lostBeforeKeyFrame);
        applyTimes(unit, times, kind.keyFrame());
        lostBefore = 0;
        lostInside = 0;
        counters.increment(Counter.UNITS_RECEIVED);
        counters.add(Counter.BYTES_RECEIVED, buffer.length());
        if (current.kind() == TrackKind.VIDEO || !governsVideo()) {
            counters.times()
                    .record(Stage.ASSEMBLED, times.firstArrivalNanos(), times.arrivalNanos());
        }
        target.accept(AccessUnit.of(buffer, unit.build()));
    }

    private boolean governsVideo() {
        StreamSetup governing = setup;
        return governing != null && governing.hasVideo();
    }

    private boolean isLeading(UnitKind kind, long pts) {
        if (kind.keyFrame()) {
            openGroupPts = kind.opensGroup() ? pts : NO_OPEN_GROUP;
            return false;
        }
        return kind.leading() || pts < openGroupPts;
    }

    private void applyTimes(AccessUnitHeader.Builder unit, UnitTimes times, boolean keyFrame) {
        long pts = times.pts();
        long dts = times.dts();
        boolean repaired = false;
        if (dts == UnitTimes.NO_DTS) {
            dts = decodingTimes.next(pts, keyFrame);
            pts = decodingTimes.pts();
            repaired = decodingTimes.isRepaired();
        }
        if (repaired) {
            counters.increment(Counter.TIMESTAMPS_REPAIRED);
        }
        if (times.captureJumped()) {
            repaired = true;
            counters.increment(Counter.CAPTURE_JUMPS);
        }
        unit.times(pts, dts)
                .durationTicks(times.durationTicks())
                .arrivalNanos(times.firstArrivalNanos(), times.arrivalNanos())
                .captured(times.capturedNanos(), times.origin())
                .timestampRepaired(repaired);
    }

    private static long frameTicks(Track track, TrackFormat.Video video) {
        double declared = video.framesPerSecond();
        double rate = declared > 0 ? declared : DEFAULT_FRAMES_PER_SECOND;
        return Math.max(1, Math.round(track.clockRateHz() / rate));
    }
}
