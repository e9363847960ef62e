package reactor.valkka.source.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.rtsp.SessionConfig;

/** What a source knows of its camera before it is subscribed. */
record SourceConfig(
        SessionConfig session,
        StreamConfig stream,
        TransportPlan transport,
        @Nullable TlsTrust tls,
        ConnectionGovernor governor,
        int priority) {

    SourceConfig session(SessionConfig value) {
        return new SourceConfig(value, stream, transport, tls, governor, priority);
    }

    SourceConfig stream(StreamConfig value) {
        return new SourceConfig(session, value, transport, tls, governor, priority);
    }

    SourceConfig transport(TransportPlan value) {
        return new SourceConfig(session, stream, value, tls, governor, priority);
    }

    SourceConfig tls(TlsTrust value) {
        return new SourceConfig(session, stream, transport, value, governor, priority);
    }

    SourceConfig governor(ConnectionGovernor value) {
        return new SourceConfig(session, stream, transport, tls, value, priority);
    }

    SourceConfig priority(int value) {
        return new SourceConfig(session, stream, transport, tls, governor, value);
    }
}
