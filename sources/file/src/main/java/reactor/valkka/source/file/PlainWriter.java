package reactor.valkka.source.file;

import org.jspecify.annotations.Nullable;

import reactor.valkka.count.Counter;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.AccessUnitHeader;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.media.bitstream.UnitTimes;
import reactor.valkka.pool.FrameBuffer;
import reactor.valkka.pool.PoolShare;

import java.nio.ByteBuffer;

/** Packets that are units as they are: Motion JPEG and audio. */
final class PlainWriter extends TrackWriter {
    private final UnitWriter owner;
    private final PoolShare share;
    private final StreamCounters counters;
    private final Track track;
    private boolean flagged;
    private @Nullable FrameBuffer slot;

    PlainWriter(Track track, UnitWriter owner, PoolShare share, StreamCounters counters) {
        this.track = track;
        this.owner = owner;
        this.share = share;
        this.counters = counters;
    }

    @Override
    boolean reserve(int bytes) {
        if (slot == null) {
            slot = share.tryAcquire(bytes);
        }
        return slot != null;
    }

    @Override
    void write(ByteBuffer data, UnitTimes times, boolean keyFrame) {
        FrameBuffer buffer = slot;
        if (buffer == null) {
            throw new IllegalStateException("A slot is reserved before it is written to");
        }
        slot = null;
        try (buffer) {
            buffer.bytes().put(data.duplicate());
            if (buffer.length() > 0) {
                publish(buffer, times);
            }
        }
    }

    /** Each image and each audio frame can be decoded by itself. */
    private void publish(FrameBuffer buffer, UnitTimes times) {
        if (flagged) {
            flagged = false;
            StreamSetup again = owner.setup().withDiscontinuity(true);
            owner.push(again);
        }
        long dts = times.dts() == UnitTimes.NO_DTS ? times.pts() : times.dts();
        counters.increment(Counter.UNITS_RECEIVED);
        counters.add(Counter.BYTES_RECEIVED, buffer.length());
        StreamSetup setup = owner.setup();
        AccessUnitHeader header = AccessUnitHeader.builder(setup, setup.tracks().get(track.index()))
                .times(times.pts(), dts)
                .durationTicks(times.durationTicks())
                .arrivalNanos(times.arrivalNanos())
                .captured(times.capturedNanos(), times.origin())
                .keyFrame(true)
                .build();
        owner.push(AccessUnit.of(buffer, header));
    }

    @Override
    void discontinuity() {
        flagged = true;
    }

    @Override
    public void close() {
        if (slot != null) {
            slot.close();
            slot = null;
        }
    }
}
