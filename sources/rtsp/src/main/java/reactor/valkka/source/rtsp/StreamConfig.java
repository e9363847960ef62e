package reactor.valkka.source.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.netty.resources.LoopResources;
import reactor.valkka.Overflow;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.KeyFramed;
import reactor.valkka.frame.StreamId;
import reactor.valkka.pool.FramePool;
import reactor.valkka.rtsp.WireListener;

import java.util.function.Consumer;

/** What a stream knows before it is subscribed, by whatever way its packets come. */
record StreamConfig(
        StreamId stream,
        @Nullable FramePool pool,
        long guaranteedBytes,
        Overflow<KeyFramed> overflow,
        ReconnectPolicy reconnect,
        Counters counters,
        @Nullable LoopResources loops,
        @Nullable WireListener listener) {

    private static final int OUTLET_UNITS = 16;

    /** What each stream is guaranteed where the user says nothing else. */
    static final long GUARANTEED_BYTES = 64 << 10;

    static StreamConfig of(StreamId stream, ReconnectPolicy reconnect) {
        return new StreamConfig(
                stream,
                null,
                GUARANTEED_BYTES,
                Overflow.skipToKeyFrame(OUTLET_UNITS),
                reconnect,
                Counters.shared(),
                null,
                null);
    }

    StreamConfig stream(StreamId value) {
        return with(copy -> copy.stream = value);
    }

    StreamConfig pool(FramePool value, long guaranteed) {
        return with(copy -> {
            copy.pool = value;
            copy.guaranteedBytes = guaranteed;
        });
    }

    StreamConfig overflow(Overflow<KeyFramed> value) {
        return with(copy -> copy.overflow = value);
    }

    StreamConfig reconnect(ReconnectPolicy value) {
        return with(copy -> copy.reconnect = value);
    }

    StreamConfig counters(Counters value) {
        return with(copy -> copy.counters = value);
    }

    StreamConfig loops(LoopResources value) {
        return with(copy -> copy.loops = value);
    }

    StreamConfig listener(WireListener value) {
        return with(copy -> copy.listener = value);
    }

    private StreamConfig with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.config();
    }

    /** The settings while one of them is changed. */
    private static final class Copy {
        StreamId stream;

        @Nullable
        FramePool pool;

        long guaranteedBytes;
        Overflow<KeyFramed> overflow;
        ReconnectPolicy reconnect;
        Counters counters;

        @Nullable
        LoopResources loops;

        @Nullable
        WireListener listener;

        Copy(StreamConfig from) {
            stream = from.stream;
            pool = from.pool;
            guaranteedBytes = from.guaranteedBytes;
            overflow = from.overflow;
            reconnect = from.reconnect;
            counters = from.counters;
            loops = from.loops;
            listener = from.listener;
        }

        StreamConfig config() {
            return new StreamConfig(
                    stream, pool, guaranteedBytes, overflow, reconnect, counters, loops, listener);
        }
    }
}
