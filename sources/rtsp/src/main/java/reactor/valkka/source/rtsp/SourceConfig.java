package reactor.valkka.source.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.netty.resources.LoopResources;
import reactor.valkka.Overflow;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.KeyFramed;
import reactor.valkka.frame.StreamId;
import reactor.valkka.pool.FramePool;
import reactor.valkka.rtsp.SessionConfig;

/** What a source knows before it is subscribed. */
record SourceConfig(
        SessionConfig session,
        StreamId stream,
        RtspTransport transport,
        @Nullable FramePool pool,
        long guaranteedBytes,
        Overflow<KeyFramed> overflow,
        ReconnectPolicy reconnect,
        Counters counters,
        @Nullable LoopResources loops) {

    SourceConfig session(SessionConfig value) {
        return new SourceConfig(
                value,
                stream,
                transport,
                pool,
                guaranteedBytes,
                overflow,
                reconnect,
                counters,
                loops);
    }

    SourceConfig stream(StreamId value) {
        return new SourceConfig(
                session,
                value,
                transport,
                pool,
                guaranteedBytes,
                overflow,
                reconnect,
                counters,
                loops);
    }

    SourceConfig transport(RtspTransport value) {
        return new SourceConfig(
                session,
                stream,
                value,
                pool,
                guaranteedBytes,
                overflow,
                reconnect,
                counters,
                loops);
    }

    SourceConfig pool(FramePool value, long guaranteed) {
        return new SourceConfig(
                session,
                stream,
                transport,
                value,
                guaranteed,
                overflow,
                reconnect,
                counters,
                loops);
    }

    SourceConfig overflow(Overflow<KeyFramed> value) {
        return new SourceConfig(
                session,
                stream,
                transport,
                pool,
                guaranteedBytes,
                value,
                reconnect,
                counters,
                loops);
    }

    SourceConfig reconnect(ReconnectPolicy value) {
        return new SourceConfig(
                session,
                stream,
                transport,
                pool,
                guaranteedBytes,
                overflow,
                value,
                counters,
                loops);
    }

    SourceConfig counters(Counters value) {
        return new SourceConfig(
                session,
                stream,
                transport,
                pool,
                guaranteedBytes,
                overflow,
                reconnect,
                value,
                loops);
    }

    SourceConfig loops(LoopResources value) {
        return new SourceConfig(
                session,
                stream,
                transport,
                pool,
                guaranteedBytes,
                overflow,
                reconnect,
                counters,
                value);
    }
}
