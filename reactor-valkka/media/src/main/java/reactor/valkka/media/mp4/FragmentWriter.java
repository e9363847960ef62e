package reactor.valkka.media.mp4;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Fragment;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.media.bitstream.MalformedBitstreamException;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes fragmented MP4 of setups and access units. Media data is not copied: a fragment is a header
 * of a hundred bytes and more, and the units themselves.
 *
 * <p><b>Shape:</b> the initialization segment comes with the first unit of each setup, so that it
 * can say by how much decoding runs ahead. Presentation times are those of the units; the timescale
 * is the clock rate of the track. Units of tracks that MP4 does not carry are closed.
 *
 * <p>A unit's duration is the time to the next one. Where that is not known yet, it is the unit's
 * own, or the longest of late, as far as 10 s: a player that sees a gap of more than twice a
 * duration waits for a key frame (Media Source Extensions §3.5.8), so that too long a guess is
 * better than one too short. It is never 0.
 *
 * <p><b>Threads:</b> one. <b>Ownership:</b> takes over each frame that it is given, also when it
 * throws; fragments belong to the target; {@link #close()} closes what is kept.
 *
 * <p><b>Overflow:</b> a group of more than {@value #GROUP_UNITS_MAX} units goes out in parts. A
 * unit after loss begins a fragment of its own, so that {@link Fragment#afterLoss()} tells of it.
 *
 * <p><b>Units:</b> ticks of the track's clock.
 *
 * <p><b>Source:</b> ISO/IEC 14496-12 §8.8, ISO/IEC 14496-15 §5 and §8.
 */
public final class FragmentWriter implements AutoCloseable {
    private static final int GROUP_UNITS_MAX = 256;
    private static final int DURATION_SECONDS_MAX = 10;
    private static final int FORGETTING = 8;
    private static final int DEFAULT_FRAMES_PER_SECOND = 25;

    private final Fragmentation fragmentation;
    private final Consumer<? super Fragment> target;
    private final FragmentHeader header = new FragmentHeader();
    private final List<AccessUnit> group = new ArrayList<>();

    private @Nullable StreamSetup setup;
    private @Nullable Fragment initialization;
    private int trackIndex;
    private int clockRateHz = 1;
    private long shiftTicks;
    private long usualDurationTicks = 1;
    private long lastDts;
    private int sequenceNumber;

    /**
     * Begins a stream.
     *
     * @param target takes the fragments, and owns them
     */
    public FragmentWriter(Fragmentation fragmentation, Consumer<? super Fragment> target) {
        this.fragmentation = fragmentation;
        this.target = target;
    }

    /**
     * Takes the next frame.
     *
     * @throws UnsupportedTrackException if no track of the stream can be written
     * @throws MalformedBitstreamException if the parameter sets of the track cannot be read
     */
    public void write(EncodedFrame frame) {
        if (frame instanceof AccessUnit unit) {
            writeUnit(unit);
        } else {
            flush();
        }
    }

    private void writeUnit(AccessUnit unit) {
        boolean kept = false;
        try {
            if (unit.setup() != setup) {
                changeSetup(unit);
            }
            if (unit.track().index() == trackIndex) {
                if (beginsFragment(unit)) {
                    emit(unit.dts());
                }
                noteTime(unit);
                group.add(unit);
                kept = true;
            }
        } finally {
            if (!kept) {
                unit.close();
            }
        }
        if (fragmentation == Fragmentation.PER_UNIT) {
            flush();
        }
    }

    private boolean beginsFragment(AccessUnit unit) {
        return unit.isKeyFrame()
                || unit.afterLoss()
                || group.size() == GROUP_UNITS_MAX
                || !isPlausible(unit.dts() - lastDts);
    }

    /** The initialization segment that governs the last fragment, if there is one. */
    public @Nullable Fragment initialization() {
        return initialization;
    }

    /** Hands on what is kept of a group, as when the stream ends or pauses. */
    public void flush() {
        if (!group.isEmpty()) {
            AccessUnit last = group.get(group.size() - 1);
            long own = last.header().durationTicks();
            emit(last.dts() + (own > 0 ? own : usualDurationTicks));
        }
    }

    private void changeSetup(AccessUnit first) {
        flush();
        StreamSetup next = first.setup();
        trackIndex = Mp4Tracks.videoTrack(next).index();
        if (first.track().index() != trackIndex) {
            return;
        }
        clockRateHz = first.track().clockRateHz();
        shiftTicks = Math.max(0, -first.dts());
        usualDurationTicks = declaredDuration(first);
        lastDts = first.dts();
        Fragment segment =
                Fragment.initialization(next, InitializationSegment.write(next, shiftTicks));
        setup = next;
        initialization = segment;
        target.accept(segment);
    }

    private long declaredDuration(AccessUnit first) {
        double declared = first.track().format() instanceof TrackFormat.Video video
                ? video.framesPerSecond()
                : 0;
        double rate = declared > 0 ? declared : DEFAULT_FRAMES_PER_SECOND;
        return Math.max(1, Math.round(clockRateHz / rate));
    }

    /** Follows the longest of late: up at once, down slowly. */
    private void noteTime(AccessUnit unit) {
        long step = unit.dts() - lastDts;
        lastDts = unit.dts();
        if (isPlausible(step)) {
            usualDurationTicks = step >= usualDurationTicks
                    ? step
                    : usualDurationTicks - (usualDurationTicks - step) / FORGETTING;
        }
    }

    private boolean isPlausible(long durationTicks) {
        return durationTicks > 0 && durationTicks <= (long) DURATION_SECONDS_MAX * clockRateHz;
    }

    /** Makes a fragment of the group, whose last unit lasts until the next one. */
    private void emit(long nextDts) {
        Fragment segment = initialization;
        if (group.isEmpty() || segment == null) {
            return;
        }
        long last = nextDts - group.get(group.size() - 1).dts();
        target.accept(Fragment.media(
                segment,
                header.write(
                        ++sequenceNumber,
                        group,
                        shiftTicks,
                        isPlausible(last) ? last : usualDurationTicks),
                group));
        group.clear();
    }

    /** Closes what is kept of a group. */
    @Override
    public void close() {
        group.forEach(AccessUnit::close);
        group.clear();
    }
}
