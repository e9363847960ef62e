package reactor.valkka.media.bitstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.pool.FramePool;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

final class PlainUnitBuilderTest {
    private static final StreamId STREAM = StreamId.of("cam");
    private static final Track SOUND =
            new Track(0, Codec.PCMU, 8_000, List.of(), new TrackFormat.Audio(8_000, 1));
    private static final Track IMAGES =
            new Track(0, Codec.MJPEG, 90_000, List.of(), new TrackFormat.Unknown());
    private static final ByteBuffer BYTES = ByteBuffer.wrap(new byte[] {1, 2, 3, 4});

    private final FramePool pool =
            FramePool.builder("test").capacityBytes(1 << 20).checking(true).build();
    private final StreamCounters counters = new Counters().of(STREAM);
    private final List<AccessUnit> units = new ArrayList<>();
    private boolean complete = true;

    private PlainUnitBuilder builder(Track track) {
        SetupSource setups = (current, discontinuity, keyFrame, arrivalNanos) ->
                complete ? StreamSetup.of(STREAM, Pacing.LIVE, current) : null;
        return new PlainUnitBuilder(
                track,
                setups,
                pool.share(STREAM, 0),
                counters,
                frame -> units.add((AccessUnit) frame));
    }

    @AfterEach
    void everySlotIsBack() {
        units.forEach(AccessUnit::close);
        assertThat(pool.openSlots()).isZero();
    }

    private static UnitTimes at(long pts) {
        return UnitTimes.arrived(pts, 0, 0);
    }

    @Test
    void handsOnWhatWasAdded() {
        try (PlainUnitBuilder builder = builder(SOUND)) {
            builder.append(BYTES, 1, 3);
            builder.append((byte) 9);
            builder.finish(at(160));
            builder.finish(at(320));
        }
        assertThat(units).hasSize(1);
        assertThat(units.get(0).bytes()).isEqualTo(ByteBuffer.wrap(new byte[] {2, 3, 9}));
        assertThat(units.get(0).pts()).isEqualTo(160);
        assertThat(units.get(0).dts()).isEqualTo(160);
        assertThat(units.get(0).isKeyFrame()).isTrue();
    }

    @Test
    void saysWhatWasLostBeforeSound() {
        try (PlainUnitBuilder builder = builder(SOUND)) {
            builder.lostBefore(2);
            builder.append(BYTES, 0, 4);
            builder.finish(at(0));
        }
        assertThat(units.get(0).header().lostPackets()).isEqualTo(2);
    }

    @Test
    void anImageBehindAGapIsWhole() {
        try (PlainUnitBuilder builder = builder(IMAGES)) {
            builder.append(BYTES, 0, 2);
            builder.damaged(3);
            builder.append(BYTES, 0, 4);
            builder.finish(at(0));
        }
        assertThat(units).hasSize(1);
        assertThat(units.get(0).isKeyFrame()).isTrue();
        assertThat(units.get(0).afterLoss()).isFalse();
        assertThat(counters.get(Counter.UNITS_DAMAGED)).isEqualTo(1);
    }

    @Test
    void unitsBeforeTheSetupAreDroppedAndCounted() {
        complete = false;
        try (PlainUnitBuilder builder = builder(SOUND)) {
            builder.append(BYTES, 0, 4);
            builder.finish(at(0));
        }
        assertThat(units).isEmpty();
        assertThat(counters.get(Counter.GATE_DROPPED)).isEqualTo(1);
    }

    @Test
    void aUnitThatFindsNoSlotIsGivenUpOnceAndSaidToBeMissing() {
        ByteBuffer tooMuch = ByteBuffer.allocate(pool.contentBytesMax());
        try (PlainUnitBuilder builder = builder(SOUND)) {
            builder.append(BYTES, 0, 4);
            assertThat(builder.append(tooMuch, 0, tooMuch.limit())).isFalse();
            assertThat(builder.append(BYTES, 0, 4)).isFalse();
            builder.finish(at(0));
            builder.append(BYTES, 0, 4);
            builder.finish(at(160));
        }
        assertThat(units).hasSize(1);
        assertThat(units.get(0).header().lostPackets()).isEqualTo(1);
        assertThat(counters.get(Counter.POOL_EXHAUSTED)).isEqualTo(1);
    }

    @Test
    void anUnfinishedUnitGivesItsSlotBack() {
        try (PlainUnitBuilder builder = builder(SOUND)) {
            builder.append(BYTES, 0, 4);
            assertThat(pool.openSlots()).isEqualTo(1);
        }
    }
}
