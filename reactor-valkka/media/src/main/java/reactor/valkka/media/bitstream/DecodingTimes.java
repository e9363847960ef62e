package reactor.valkka.media.bitstream;

import java.util.Arrays;

/**
 * Makes decoding timestamps for units that come with presentation timestamps only, in decoding
 * order. Never waits for a later unit: the decoding time of a unit is the presentation time that
 * stands as far back in output order as pictures may be reordered.
 *
 * <p>The depth of reordering comes from the stream. Where it does not say, {@value #ASSUMED_DEPTH}
 * is assumed, and where presentation times show more, the depth grows. A gap in time is passed on
 * at a key frame at once, so that both times jump at the same unit; a step back there is none of
 * reordering, as nothing that comes before a key frame is shown after it.
 *
 * <p><b>Result:</b> strictly rising and never after the presentation time. Where the times of the
 * stream make that impossible, {@link #pts()} is put off and {@link #isRepaired()} is true.
 *
 * <p><b>Threads:</b> one. <b>Units:</b> ticks of the track's clock.
 *
 * <p><b>Source:</b> ITU-T H.264 §C.4.5.3 (bumping), §E.2.1 ({@code max_num_reorder_frames}).
 */
public final class DecodingTimes {
    private static final int DEPTH_MAX = 16;
    private static final int ASSUMED_DEPTH = 2;
    private static final int GAP_FRAMES = 3;
    private static final int SPACING_FRAMES = 8;
    private static final long NONE = Long.MIN_VALUE;

    /** The latest presentation times, ascending; the unit's own is among them. */
    private final long[] latest = new long[DEPTH_MAX + 1];

    private long usualFrameTicks;
    private int depth;
    private long last = NONE;
    private long pts;
    private boolean primed;
    private int sincePrimed;
    private boolean repaired;

    /**
     * Begins a track.
     *
     * @param reorderDepth pictures that may come before one in decoding order and after it in
     *     output order, −1 if unknown
     * @param frameTicks usual time between two pictures, as good as it is known; positive
     */
    public DecodingTimes(int reorderDepth, long frameTicks) {
        changeTo(reorderDepth, frameTicks);
    }

    /** The track has become another one, with a depth and spacing of its own; time goes on. */
    public void changeTo(int reorderDepth, long frameTicks) {
        if (frameTicks <= 0) {
            throw new IllegalArgumentException("Ticks per frame must be > 0, got " + frameTicks);
        }
        depth = reorderDepth < 0 ? ASSUMED_DEPTH : Math.min(reorderDepth, DEPTH_MAX);
        usualFrameTicks = frameTicks;
        primed = false;
        sincePrimed = 0;
    }

    /** Pictures by which decoding runs ahead, as the stream said or as was learnt since. */
    public int reorderDepth() {
        return depth;
    }

    /** Forgets the past: the next unit may have any time. For announced discontinuities only. */
    public void restart() {
        last = NONE;
        primed = false;
    }

    /**
     * Gives the decoding time of the next unit in decoding order.
     *
     * @param presentation its presentation time
     * @param keyFrame decoding can start here, so that nothing before it is shown after it
     */
    public long next(long presentation, boolean keyFrame) {
        pts = presentation;
        repaired = false;
        if (!primed || keyFrame && isStep(presentation)) {
            prime(presentation);
        }
        int place = insert(presentation);
        depth = Math.max(depth, DEPTH_MAX - place);
        long dts = latest[DEPTH_MAX - depth];
        if (last != NONE && dts <= last) {
            dts = last + 1;
            if (dts > pts) {
                pts = dts;
                repaired = true;
            }
        }
        last = dts;
        return dts;
    }

    /** Presentation time of the unit last given to {@link #next}, put right if need be. */
    public long pts() {
        return pts;
    }

    /** True if {@link #pts()} is not what {@link #next} was given. */
    public boolean isRepaired() {
        return repaired;
    }

    private boolean isStep(long presentation) {
        long ahead = presentation - latest[DEPTH_MAX];
        return ahead < 0 || ahead > GAP_FRAMES * spacing();
    }

    private long spacing() {
        if (sincePrimed <= SPACING_FRAMES) {
            return usualFrameTicks;
        }
        return Math.max(
                1, (latest[DEPTH_MAX] - latest[DEPTH_MAX - SPACING_FRAMES]) / SPACING_FRAMES);
    }

    /** Fills in the units that would have come before this one. */
    private void prime(long presentation) {
        long frameTicks = spacing();
        for (int i = 0; i <= DEPTH_MAX; i++) {
            latest[i] = presentation - (DEPTH_MAX + 1 - i) * frameTicks;
        }
        primed = true;
        sincePrimed = 0;
    }

    /** Puts a time in its place, the earliest falls out; gives the index. */
    private int insert(long presentation) {
        sincePrimed++;
        int place = DEPTH_MAX;
        while (place > 0 && latest[place] > presentation) {
            place--;
        }
        System.arraycopy(latest, 1, latest, 0, place);
        latest[place] = presentation;
        return place;
    }

    @Override
    public String toString() {
        return "DecodingTimes[depth " + depth + ", latest "
                + Arrays.toString(Arrays.copyOfRange(latest, DEPTH_MAX - depth, DEPTH_MAX + 1))
                + "]";
    }
}
