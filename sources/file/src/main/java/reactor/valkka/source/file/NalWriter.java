package reactor.valkka.source.file;

import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.Track;
import reactor.valkka.media.bitstream.AccessUnitBuilder;
import reactor.valkka.media.bitstream.ParameterSetTracker;
import reactor.valkka.media.bitstream.UnitTimes;
import reactor.valkka.pool.PoolShare;

import java.nio.ByteBuffer;

/** H.264 or H.265 packets, with start codes or lengths. */
final class NalWriter extends TrackWriter {
    private final int prefixBytes;
    private final AccessUnitBuilder builder;

    NalWriter(
            Track track,
            int prefixBytes,
            UnitWriter owner,
            PoolShare share,
            StreamCounters counters) {
        this.prefixBytes = prefixBytes;
        ParameterSetTracker sets =
                new ParameterSetTracker(track.codec(), track.index(), track.clockRateHz());
        sets.describe(track.parameterSets());
        Track described = sets.track();
        if (described != null) {
            owner.described(described);
        }
        builder = new AccessUnitBuilder(sets, owner::changed, share, counters, owner::push);
    }

    @Override
    boolean reserve(int bytes) {
        return builder.reserve(bytes);
    }

    @Override
    void write(ByteBuffer data, UnitTimes times, boolean keyFrame) {
        if (prefixBytes == 0) {
            builder.annexB(data, 0, data.limit());
        } else {
            builder.prefixed(data, 0, data.limit(), prefixBytes);
        }
        builder.finish(times);
    }

    @Override
    void discontinuity() {
        builder.discontinuity();
    }

    @Override
    public void close() {
        builder.close();
    }
}
