package reactor.valkka.source.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.netty.resources.LoopResources;
import reactor.valkka.Overflow;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.KeyFramed;
import reactor.valkka.frame.StreamId;
import reactor.valkka.pool.FramePool;
import reactor.valkka.rtsp.SessionConfig;
import reactor.valkka.rtsp.WireListener;

import java.util.function.Consumer;

/** What a source knows before it is subscribed. */
record SourceConfig(
        SessionConfig session,
        StreamId stream,
        TransportPlan transport,
        @Nullable TlsTrust tls,
        @Nullable FramePool pool,
        long guaranteedBytes,
        Overflow<KeyFramed> overflow,
        ReconnectPolicy reconnect,
        ConnectionGovernor governor,
        int priority,
        Counters counters,
        @Nullable LoopResources loops,
        @Nullable WireListener listener) {

    SourceConfig session(SessionConfig value) {
        return with(copy -> copy.session = value);
    }

    SourceConfig stream(StreamId value) {
        return with(copy -> copy.stream = value);
    }

    SourceConfig transport(TransportPlan value) {
        return with(copy -> copy.transport = value);
    }

    SourceConfig tls(TlsTrust value) {
        return with(copy -> copy.tls = value);
    }

    SourceConfig pool(FramePool value, long guaranteed) {
        return with(copy -> {
            copy.pool = value;
            copy.guaranteedBytes = guaranteed;
        });
    }

    SourceConfig overflow(Overflow<KeyFramed> value) {
        return with(copy -> copy.overflow = value);
    }

    SourceConfig reconnect(ReconnectPolicy value) {
        return with(copy -> copy.reconnect = value);
    }

    SourceConfig governor(ConnectionGovernor value) {
        return with(copy -> copy.governor = value);
    }

    SourceConfig priority(int value) {
        return with(copy -> copy.priority = value);
    }

    SourceConfig counters(Counters value) {
        return with(copy -> copy.counters = value);
    }

    SourceConfig loops(LoopResources value) {
        return with(copy -> copy.loops = value);
    }

    SourceConfig listener(WireListener value) {
        return with(copy -> copy.listener = value);
    }

    private SourceConfig with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.config();
    }

    /** The settings while one of them is changed. */
    private static final class Copy {
        SessionConfig session;
        StreamId stream;
        TransportPlan transport;

        @Nullable
        TlsTrust tls;

        @Nullable
        FramePool pool;

        long guaranteedBytes;
        Overflow<KeyFramed> overflow;
        ReconnectPolicy reconnect;
        ConnectionGovernor governor;
        int priority;
        Counters counters;

        @Nullable
        LoopResources loops;

        @Nullable
        WireListener listener;

        Copy(SourceConfig from) {
            session = from.session;
            stream = from.stream;
            transport = from.transport;
            tls = from.tls;
            pool = from.pool;
            guaranteedBytes = from.guaranteedBytes;
            overflow = from.overflow;
            reconnect = from.reconnect;
            governor = from.governor;
            priority = from.priority;
            counters = from.counters;
            loops = from.loops;
            listener = from.listener;
        }

        SourceConfig config() {
            return new SourceConfig(
                    session,
                    stream,
                    transport,
                    tls,
                    pool,
                    guaranteedBytes,
                    overflow,
                    reconnect,
                    governor,
                    priority,
                    counters,
                    loops,
                    listener);
        }
    }
}
