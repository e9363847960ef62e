package reactor.valkka.benchmarks.jmh;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.AccessUnitHeader;
import reactor.valkka.frame.CaptureOrigin;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.pool.FrameBuffer;
import reactor.valkka.pool.PoolShare;
import reactor.valkka.test.TestUnits;

/**
 * Makes the units of a live camera one by one, without their data: slot, header and reference are
 * what a source makes for each. A unit has come and was captured when it was made, on the clock of
 * {@link System#nanoTime()}.
 */
public final class UnitSource {
    private static final int TICKS_PER_UNIT = TestUnits.TICKS_PER_UNIT;

    private final PoolShare share;
    private final Group group;
    private final StreamSetup setup;
    private final AccessUnitHeader.Builder header;
    private int number;

    /**
     * Begins a camera, named as the share's owner.
     *
     * @param first number of the first unit, so that not all cameras send their key frames at once
     */
    public UnitSource(PoolShare share, Group group, int first) {
        this.share = share;
        this.group = group;
        setup = TestUnits.setup(share.owner(), Pacing.LIVE);
        header = AccessUnitHeader.builder(setup, setup.tracks().get(0));
        number = first;
    }

    /** The setup that governs the units. */
    public StreamSetup setup() {
        return setup;
    }

    /** The next unit, of which the caller becomes the owner. */
    public AccessUnit next() {
        int bytes = group.bytes(number);
        FrameBuffer buffer = share.tryAcquire(bytes);
        if (buffer == null) {
            throw new IllegalStateException(
                    "No slot for a unit: " + share.pool().stats());
        }
        buffer.length(bytes);
        long pts = (long) TICKS_PER_UNIT * number;
        long now = System.nanoTime();
        header.keyFrame(group.isKeyFrame(number))
                .times(pts, pts)
                .durationTicks(TICKS_PER_UNIT)
                .arrivalNanos(now)
                .captured(now, CaptureOrigin.ARRIVAL);
        number++;
        return AccessUnit.of(buffer, header.build());
    }
}
