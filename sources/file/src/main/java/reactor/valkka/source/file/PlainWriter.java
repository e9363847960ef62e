package reactor.valkka.source.file;

import org.jspecify.annotations.Nullable;

import reactor.valkka.count.Counter;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.AccessUnitHeader;
import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.media.bitstream.NalUnits;
import reactor.valkka.media.bitstream.UnitTimes;
import reactor.valkka.pool.FrameBuffer;
import reactor.valkka.pool.PoolShare;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Packets that are units as they are (Motion JPEG, audio), and H.265, of which only the framing is
 * changed and the parameter sets are taken out.
 *
 * <p><b>Source:</b> H.265 §7.4.2.2 for the types of NAL units.
 */
final class PlainWriter extends TrackWriter {
    private static final int VPS = 32;
    private static final int PPS = 34;
    private static final int DELIMITER = 35;
    private static final int FILLER = 38;
    private static final int FIRST_IRAP = 16;
    private static final int LAST_IRAP = 21;

    private final int prefixBytes;
    private final UnitWriter owner;
    private final PoolShare share;
    private final StreamCounters counters;
    private final List<Bytes> sets = new ArrayList<>();
    private final NalUnits.Visitor copyNal = this::copyNal;
    private Track track;
    private boolean randomAccess;
    private boolean flagged;
    private @Nullable FrameBuffer slot;

    PlainWriter(
            Track track,
            int prefixBytes,
            UnitWriter owner,
            PoolShare share,
            StreamCounters counters) {
        this.track = track;
        this.prefixBytes = prefixBytes;
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
            boolean key = fill(buffer, data, keyFrame);
            if (buffer.length() > 0) {
                publish(buffer, times, key);
            }
        }
    }

    private boolean fill(FrameBuffer buffer, ByteBuffer data, boolean keyFrame) {
        if (track.codec() != Codec.H265) {
            buffer.bytes().put(data.duplicate());
            return keyFrame || track.codec() == Codec.MJPEG;
        }
        sets.clear();
        randomAccess = false;
        slot = buffer;
        if (prefixBytes == 0) {
            NalUnits.forEachAnnexB(data, 0, data.limit(), copyNal);
        } else {
            NalUnits.forEachPrefixed(data, 0, data.limit(), prefixBytes, copyNal);
        }
        slot = null;
        updateSets();
        return randomAccess;
    }

    private void copyNal(ByteBuffer data, int from, int to) {
        int type = data.get(from) >> 1 & 0x3F;
        FrameBuffer buffer = slot;
        if (type >= VPS && type <= PPS) {
            sets.add(Bytes.copyOf(data.duplicate().limit(to).position(from)));
        } else if (type != DELIMITER && type != FILLER && buffer != null) {
            randomAccess |= type >= FIRST_IRAP && type <= LAST_IRAP;
            buffer.bytes().putInt(to - from);
            buffer.bytes().put(data.duplicate().limit(to).position(from));
        }
    }

    /** Sets that came in the stream, complete and different from those known, win. */
    private void updateSets() {
        if (sets.size() > 2 && !track.parameterSets().containsAll(sets)) {
            track = new Track(
                    track.index(),
                    track.codec(),
                    track.clockRateHz(),
                    List.copyOf(sets),
                    track.format());
            owner.push(owner.changed(track));
        }
    }

    private void publish(FrameBuffer buffer, UnitTimes times, boolean keyFrame) {
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
                .keyFrame(keyFrame || track.kind() != TrackKind.VIDEO)
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
