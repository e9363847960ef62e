package reactor.valkka.sink.rtsp;

import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;

import org.jspecify.annotations.Nullable;

import reactor.valkka.count.Counter;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.rtsp.server.DialogueConfig;
import reactor.valkka.rtsp.server.LoginThrottle;
import reactor.valkka.rtsp.server.TokenSource;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What all connections of a running server share. Safe for all threads. */
final class ServerRuntime {
    private final RtspServerLimits limits;
    private final DialogueConfig dialogues;
    private final TokenSource tokens;
    private final LoginThrottle throttle = new LoginThrottle();
    private final AddressTable addresses;
    private final SessionTable sessions = new SessionTable();
    private final MountTable mounts;
    private final GroupSenders groups;
    private final Map<EventLoop, ServerPorts> ports = new ConcurrentHashMap<>();
    private final StreamCounters counters;
    private final @Nullable SslContext tls;

    ServerRuntime(
            RtspServerLimits limits,
            DialogueConfig dialogues,
            TokenSource tokens,
            MountTable mounts,
            GroupSenders groups,
            StreamCounters counters,
            @Nullable SslContext tls) {
        this.limits = limits;
        this.dialogues = dialogues;
        this.tokens = tokens;
        this.mounts = mounts;
        this.groups = groups;
        this.counters = counters;
        this.tls = tls;
        addresses = new AddressTable(limits);
    }

    RtspServerLimits limits() {
        return limits;
    }

    DialogueConfig dialogues() {
        return dialogues;
    }

    TokenSource tokens() {
        return tokens;
    }

    LoginThrottle throttle() {
        return throttle;
    }

    AddressTable addresses() {
        return addresses;
    }

    SessionTable sessions() {
        return sessions;
    }

    MountTable mounts() {
        return mounts;
    }

    GroupSenders groups() {
        return groups;
    }

    @Nullable
    SslContext tls() {
        return tls;
    }

    /** The UDP sockets of an event loop, or null where there are none. */
    @Nullable
    ServerPorts ports(EventLoop loop) {
        return ports.get(loop);
    }

    void addPorts(EventLoop loop, ServerPorts opened) {
        ports.put(loop, opened);
    }

    /** Closes the UDP sockets, each on its event loop. */
    void closePorts() {
        ports.forEach((loop, opened) -> loop.execute(opened::close));
        ports.clear();
    }

    void count(Counter counter) {
        counters.increment(counter);
    }

    /** The clock that all times are read from. */
    long now() {
        return System.nanoTime();
    }
}
