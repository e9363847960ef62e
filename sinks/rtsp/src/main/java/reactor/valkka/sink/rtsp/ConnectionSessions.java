package reactor.valkka.sink.rtsp;

import io.netty.channel.Channel;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.valkka.count.Counter;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.rtsp.server.DialogueAction;
import reactor.valkka.rtsp.server.MountOffer;
import reactor.valkka.rtsp.server.MulticastOffer;
import reactor.valkka.rtsp.server.ServerDialogue;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The mounts that a connection asks for, and the sessions that it makes.
 *
 * <p>The mount that was described last is held until the connection ends or describes another one,
 * so that its camera does not go between DESCRIBE and SETUP.
 *
 * <p><b>Threads:</b> confined to the event loop of the connection.
 */
final class ConnectionSessions implements ServedSession.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(RtspServer.class);
    private static final int REPORT_BYTES_MIN = 8;

    /** So often a stream may end between holding it and asking for it. */
    private static final int HOLDS_MAX = 3;

    private final ServerRuntime server;
    private final Channel channel;
    private final String household;
    private final ServerDialogue dialogue;
    private final ServerConnection connection;
    private final Map<String, ServedSession> own = new HashMap<>();
    private final ConnectionPublishing publishing;
    private @Nullable Mount described;
    private Mount.@Nullable Hold hold;
    private @Nullable Disposable resolving;
    private boolean closed;

    ConnectionSessions(
            ServerRuntime server,
            Channel channel,
            String household,
            ServerDialogue dialogue,
            ServerConnection connection) {
        this.server = server;
        this.channel = channel;
        this.household = household;
        this.dialogue = dialogue;
        this.connection = connection;
        publishing = new ConnectionPublishing(server, channel, household, dialogue, connection);
    }

    /** Finds out what a mount has to offer. */
    void resolve(DialogueAction.Resolve asked) {
        MountTable.Served served = server.mounts().served(asked.path());
        if (served == null) {
            dialogue.onGone(asked.ticket(), server.now());
            return;
        }
        Mono<MountSetup> offered = setup(served.mount());
        if (server.mounts().served(asked.path()) != served) {
            release();
            served.mount().retire();
            dialogue.onGone(asked.ticket(), server.now());
            return;
        }
        MulticastOffer multicast = served.multicast();
        resolving = offered.subscribe(
                setup -> onLoop(() ->
                        dialogue.onOffer(asked.ticket(), offer(setup, multicast), server.now())),
                failure -> onLoop(() -> unavailable(asked, failure)));
    }

    /** A stream may end at any time, also right behind the hold. */
    private Mono<MountSetup> setup(Mount mount) {
        for (int holds = 0; holds < HOLDS_MAX; holds++) {
            hold(mount);
            Mono<MountSetup> setup = mount.setup();
            if (setup != null) {
                return setup;
            }
        }
        return Mono.error(
                new MountUnavailableException(mount.path(), "ends as soon as it begins", null));
    }

    /** Only a new hold connects a camera: one from before its end has to be given back first. */
    private void hold(Mount mount) {
        if (described != mount || !mount.isConnected()) {
            release();
            described = mount;
            hold = mount.hold();
        }
    }

    private void release() {
        if (hold != null) {
            hold.close();
        }
        hold = null;
        described = null;
    }

    private static MountOffer offer(MountSetup setup, @Nullable MulticastOffer multicast) {
        List<Long> sources = setup.tracks().stream()
                .map(track -> Integer.toUnsignedLong(track.ssrc()))
                .toList();
        return new MountOffer(setup.description().print(), sources, multicast);
    }

    /** The next one who asks shall connect it anew: what failed is let go. */
    private void unavailable(DialogueAction.Resolve asked, Throwable failure) {
        LOG.debug("/{} cannot be shown: {}", asked.path(), failure.toString());
        release();
        if (server.mounts().served(asked.path()) == null) {
            dialogue.onGone(asked.ticket(), server.now());
        } else if (failure.getCause() instanceof NothingToSendException) {
            dialogue.onUnsupported(asked.ticket(), server.now());
        } else {
            dialogue.onUnavailable(asked.ticket(), server.now());
        }
    }

    /** What is told when the connection is gone means nothing any more. */
    private void onLoop(Runnable told) {
        connection.onLoop(() -> {
            if (!closed) {
                told.run();
            }
        });
    }

    /** Takes in a session that was made here. */
    void open(DialogueAction.Open asked) {
        MountTable.Served served = server.mounts().served(asked.session().path());
        if (served == null) {
            asked.session().end();
            dialogue.onGone(asked.ticket(), server.now());
        } else if (!server.addresses().open(household, server.now())) {
            server.count(Counter.SESSIONS_REFUSED);
            dialogue.onTooMany(asked.ticket(), server.now());
        } else {
            ServedSession session = new ServedSession(
                    server, asked.session(), served.mount(), channel, household, this);
            own.put(session.id(), session);
            server.sessions().add(session);
            dialogue.onOpened(asked.ticket(), server.now());
            if (server.mounts().served(session.session().path()) != served) {
                session.endSoon(SessionEnd.STREAM_OVER);
                served.mount().retire();
            }
        }
    }

    /** Asks for the place of a publisher. */
    void announce(DialogueAction.Announce asked) {
        publishing.announce(asked);
    }

    /** Gives a request to its session, wherever that lives. */
    void request(DialogueAction.InSession asked) {
        if (publishing.request(asked, response -> onLoop(() -> answer(asked, response)))) {
            return;
        }
        ServedSession session =
                asked.own() ? own.get(asked.id()) : server.sessions().find(asked.id());
        if (session == null) {
            answer(asked, RtspResponse.to(asked.request(), 454));
        } else if (asked.own()) {
            answer(asked, session.onRequest(asked.request(), asked.target()));
        } else if (session.loop().inEventLoop()) {
            answer(asked, foreign(session, asked));
        } else if (session.loop().isShuttingDown()) {
            answer(asked, RtspResponse.to(asked.request(), 454));
        } else {
            session.loop().execute(() -> {
                RtspResponse response = foreign(session, asked);
                onLoop(() -> answer(asked, response));
            });
        }
    }

    private static RtspResponse foreign(ServedSession session, DialogueAction.InSession asked) {
        return session.onForeignRequest(asked.client(), asked.request(), asked.target());
    }

    private void answer(DialogueAction.InSession asked, RtspResponse response) {
        dialogue.onAnswer(asked.ticket(), response, server.now());
    }

    /** A packet of the client: of those who read, only their reports mean anything to us. */
    void onInterleaved(int from, ByteBuffer packet) {
        if (publishing.onInterleaved(from, packet) || packet.remaining() < REPORT_BYTES_MIN) {
            return;
        }
        for (ServedSession session : own.values()) {
            if (session.hasReportsIn(from)) {
                session.onReport(packet);
                return;
            }
        }
    }

    @Override
    public void onEnd(ServedSession session, SessionEnd reason) {
        own.remove(session.id());
        if (closed) {
            return;
        }
        dialogue.onSessionEnded(session.id(), server.now());
        boolean wanted = reason == SessionEnd.TEARDOWN;
        if (!wanted && session.session().isBoundToConnection() && !isInUse()) {
            connection.onSessionLost(reason);
        } else {
            connection.perform();
        }
    }

    /** Whether another session of this connection goes through it. */
    private boolean isInUse() {
        return own.values().stream().anyMatch(other -> other.session().isBoundToConnection());
    }

    /** The connection is gone, and with it what went through it. */
    void close() {
        closed = true;
        publishing.close();
        if (resolving != null) {
            resolving.dispose();
        }
        release();
        for (ServedSession session : List.copyOf(own.values())) {
            if (session.session().isBoundToConnection()) {
                session.end(SessionEnd.CONNECTION_LOST);
            }
        }
        own.clear();
    }
}
