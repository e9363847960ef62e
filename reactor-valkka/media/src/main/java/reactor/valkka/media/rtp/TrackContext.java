package reactor.valkka.media.rtp;

import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.pool.PoolShare;

import java.util.function.Consumer;

/**
 * What a track of a stream is received for.
 *
 * @param index of the track among those of the stream
 * @param tracks of the stream
 * @param share where the slots come from
 * @param counters of the stream
 * @param target takes the units and owns them
 */
public record TrackContext(
        int index,
        StreamTracks tracks,
        PoolShare share,
        StreamCounters counters,
        Consumer<? super EncodedFrame> target) {}
