package reactor.valkka.media;

import org.junit.jupiter.api.Assertions;

import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.media.bitstream.AccessUnitBuilder;
import reactor.valkka.media.bitstream.ParameterSetTracker;
import reactor.valkka.media.bitstream.UnitTimes;
import reactor.valkka.pool.FramePool;
import reactor.valkka.pool.PoolShare;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A builder of access units with a pool of its own; at its end, no slot may be open. */
public final class Assembly implements AutoCloseable {
    public static final StreamId STREAM = StreamId.of("clip");

    public final Counters all = new Counters();
    public final StreamCounters counters = all.of(STREAM);
    public final ParameterSetTracker parameterSets;
    public final AccessUnitBuilder builder;
    public final List<EncodedFrame> frames = new ArrayList<>();
    private final FramePool pool;
    private final PoolShare share;

    public Assembly() {
        this(1 << 20);
    }

    public Assembly(long poolBytes) {
        this(Codec.H264, poolBytes);
    }

    public Assembly(Codec codec) {
        this(codec, 1 << 20);
    }

    private Assembly(Codec codec, long poolBytes) {
        pool = FramePool.builder("test").capacityBytes(poolBytes).checking(true).build();
        share = pool.share(STREAM, 0);
        parameterSets = new ParameterSetTracker(codec, 0, Clip.CLOCK_RATE_HZ);
        builder = new AccessUnitBuilder(
                parameterSets,
                track -> StreamSetup.of(STREAM, Pacing.LIVE, track),
                share,
                counters,
                frames::add);
    }

    /** Puts a whole clip together, with decoding times of our own making. */
    public Assembly play(Clip clip) {
        List<ByteBuffer> units = clip.units();
        for (int i = 0; i < units.size(); i++) {
            builder.annexB(units.get(i), 0, units.get(i).limit());
            finish(clip.packets().get(i).pts());
        }
        return this;
    }

    public void finish(long pts) {
        builder.finish(UnitTimes.arrived(pts, 0, 0));
    }

    public PoolShare share() {
        return share;
    }

    public List<AccessUnit> units() {
        return frames.stream()
                .filter(AccessUnit.class::isInstance)
                .map(AccessUnit.class::cast)
                .toList();
    }

    public List<StreamSetup> setups() {
        return frames.stream()
                .filter(StreamSetup.class::isInstance)
                .map(StreamSetup.class::cast)
                .toList();
    }

    /** Closes all frames that came so far. */
    public void drain() {
        frames.forEach(EncodedFrame::close);
        frames.clear();
    }

    public long count(Counter counter) {
        return counters.get(counter);
    }

    @Override
    public void close() {
        drain();
        builder.close();
        Assertions.assertEquals(0, pool.openSlots(), pool::openSlotsReport);
        share.close();
        pool.dispose();
    }
}
