package reactor.valkka.media.rtp;

import org.junit.jupiter.api.Assertions;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.AccessUnitHeader;
import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.CaptureOrigin;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.pool.FrameBuffer;
import reactor.valkka.pool.FramePool;
import reactor.valkka.pool.PoolShare;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Units of one track that are to be sent; none is open at the end. */
final class OutgoingUnits implements AutoCloseable {
    final Track track;
    private final StreamSetup setup;
    private final List<AccessUnit> units = new ArrayList<>();
    private final FramePool pool =
            FramePool.builder("test").capacityBytes(2 << 20).checking(true).build();
    private final PoolShare share = pool.share(StreamId.of("cam"), 0);

    OutgoingUnits(Track track) {
        this.track = track;
        setup = StreamSetup.of(StreamId.of("cam"), Pacing.LIVE, track);
    }

    static OutgoingUnits of(Codec codec, int clockRateHz, TrackFormat format, Bytes... sets) {
        return new OutgoingUnits(new Track(0, codec, clockRateHz, List.of(sets), format));
    }

    AccessUnit unit(ByteBuffer data, long pts, long capturedNanos) {
        FrameBuffer buffer = Objects.requireNonNull(share.tryAcquire(data.remaining()));
        buffer.bytes().put(0, data, data.position(), data.remaining());
        buffer.length(data.remaining());
        AccessUnitHeader header = AccessUnitHeader.builder(setup, track)
                .times(pts, pts)
                .captured(capturedNanos, CaptureOrigin.ARRIVAL)
                .keyFrame(true)
                .build();
        AccessUnit unit = AccessUnit.of(buffer, header);
        units.add(unit);
        return unit;
    }

    AccessUnit unit(long pts, int... bytes) {
        ByteBuffer data = ByteBuffer.allocate(bytes.length);
        for (int value : bytes) {
            data.put((byte) value);
        }
        return unit(data.flip(), pts, 0);
    }

    @Override
    public void close() {
        units.forEach(AccessUnit::close);
        Assertions.assertEquals(0, pool.openSlots(), pool::openSlotsReport);
        share.close();
        pool.dispose();
    }
}
