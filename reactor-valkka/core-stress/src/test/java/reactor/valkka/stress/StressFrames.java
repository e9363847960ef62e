package reactor.valkka.stress;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.AccessUnitHeader;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.pool.FrameBuffer;
import reactor.valkka.pool.FramePool;
import reactor.valkka.pool.PoolShare;

import java.util.List;

/** Units out of one pool for all states of a test, which run into the ten thousands at a time. */
final class StressFrames {
    static final StreamSetup SETUP = StreamSetup.of(
            StreamId.of("stress"),
            Pacing.LIVE,
            new Track(0, Codec.H264, 90_000, List.of(), new TrackFormat.Unknown()));
    private static final FramePool POOL = FramePool.builder("stress")
            .slotBytes(64)
            .hold("states", 1 << 17)
            .checking(false)
            .build();

    private StressFrames() {}

    /** A share for one state: what it has out is what the state has not given back. */
    static PoolShare share() {
        return POOL.share(SETUP.stream(), 0);
    }

    static AccessUnit key(PoolShare share, int number) {
        return unit(share, number, true);
    }

    static AccessUnit dependent(PoolShare share, int number) {
        return unit(share, number, false);
    }

    private static AccessUnit unit(PoolShare share, int number, boolean key) {
        FrameBuffer buffer = share.tryAcquire(Integer.BYTES);
        if (buffer == null) {
            throw new IllegalStateException("Too small for this test: " + POOL.openSlots());
        }
        buffer.bytes().putInt(number);
        return AccessUnit.of(
                buffer,
                AccessUnitHeader.builder(SETUP, SETUP.tracks().get(0))
                        .times(number, number)
                        .keyFrame(key)
                        .build());
    }

    static int number(AccessUnit unit) {
        return unit.bytes().getInt(0);
    }
}
