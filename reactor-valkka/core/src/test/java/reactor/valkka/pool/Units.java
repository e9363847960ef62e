package reactor.valkka.pool;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.AccessUnitHeader;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;

import java.util.List;

/** Units of no meaning. */
final class Units {
    static final StreamId STREAM = StreamId.of("cam");
    static final StreamSetup SETUP = StreamSetup.of(
            STREAM,
            Pacing.LIVE,
            new Track(0, Codec.H264, 90_000, List.of(), new TrackFormat.Unknown()));

    private Units() {}

    static AccessUnit unit(PoolShare share, int bytes) {
        FrameBuffer buffer = buffer(share, bytes);
        buffer.bytes().position(bytes);
        return publish(buffer);
    }

    static AccessUnit publish(FrameBuffer buffer) {
        return AccessUnit.of(
                buffer, AccessUnitHeader.builder(SETUP, SETUP.tracks().get(0)).build());
    }

    static FrameBuffer buffer(PoolShare share, int bytes) {
        FrameBuffer buffer = share.tryAcquire(bytes);
        if (buffer == null) {
            throw new AssertionError("No slot: " + share.pool().stats());
        }
        return buffer;
    }
}
