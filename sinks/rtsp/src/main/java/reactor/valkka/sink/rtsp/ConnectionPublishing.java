package reactor.valkka.sink.rtsp;

import io.netty.channel.Channel;

import org.jspecify.annotations.Nullable;

import reactor.valkka.count.Counter;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.rtsp.server.DialogueAction;
import reactor.valkka.rtsp.server.PublishSession;
import reactor.valkka.rtsp.server.ServerDialogue;
import reactor.valkka.sink.rtsp.PublicationState.Reason;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * What a connection publishes, from asking for its place to the end.
 *
 * <p><b>Threads:</b> confined to the event loop of the connection.
 */
final class ConnectionPublishing implements PublishedSession.Owner {
    private final ServerRuntime server;
    private final Channel channel;
    private final String household;
    private final ServerDialogue dialogue;
    private final ServerConnection connection;
    private @Nullable PublishedSession current;
    private boolean closed;

    ConnectionPublishing(
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
    }

    /** Asks for the place of what was announced. */
    void announce(DialogueAction.Announce asked) {
        end(Reason.REPLACED, "the same publisher has announced another stream");
        RtspPublication publication =
                server.mounts().publication(asked.session().path());
        if (publication == null) {
            asked.session().end();
            dialogue.onGone(asked.ticket(), server.now());
        } else if (!server.addresses().open(household, server.now())) {
            server.count(Counter.SESSIONS_REFUSED);
            dialogue.onTooMany(asked.ticket(), server.now());
        } else {
            new Claim(asked, publication).make();
        }
    }

    /**
     * A request about what is published here.
     *
     * @param answer called on the event loop, at once or later
     * @return false where it is about something else
     */
    boolean request(DialogueAction.InSession asked, Consumer<RtspResponse> answer) {
        PublishedSession session = current;
        if (session == null || !asked.own() || !session.id().equals(asked.id())) {
            return false;
        }
        session.onRequest(asked.request(), asked.target(), response -> {
            if (current == session && session.isOver()) {
                forget(session);
            }
            answer.accept(response);
        });
        return true;
    }

    /**
     * A packet of the client.
     *
     * @return false where nothing is published here
     */
    boolean onInterleaved(int from, ByteBuffer packet) {
        PublishedSession session = current;
        if (session != null) {
            session.onInterleaved(from, packet);
        }
        return session != null;
    }

    @Override
    public void onLost(PublishedSession session) {
        if (current == session && !closed) {
            forget(session);
            connection.onPublisherLost();
        }
    }

    private void forget(PublishedSession session) {
        current = null;
        server.addresses().close(household, server.now());
        dialogue.onSessionEnded(session.id(), server.now());
    }

    private void end(Reason reason, String what) {
        PublishedSession session = current;
        if (session != null) {
            session.end(reason, what);
            forget(session);
        }
    }

    /** The connection is gone, and with it what it published. */
    void close() {
        closed = true;
        PublishedSession session = current;
        if (session != null) {
            current = null;
            session.onConnectionLost();
            server.addresses().close(household, server.now());
        }
    }

    /** Asks for a place, and has it until its session ends. */
    private final class Claim implements PublicationPoint.Claimant {
        private final DialogueAction.Announce asked;
        private final PublicationPoint point;
        private @Nullable PublishedSession session;
        private boolean gone;

        Claim(DialogueAction.Announce asked, RtspPublication publication) {
            this.asked = asked;
            point = publication.point();
        }

        void make() {
            point.claim(this);
        }

        @Override
        public void admitted() {
            onLoop(this::begin);
        }

        private void begin() {
            PublishSession announced = asked.session();
            boolean removed = server.mounts().publication(announced.path()) == null;
            if (closed || removed || gone) {
                announced.end();
                point.release(this);
                server.addresses().close(household, server.now());
                if (!closed) {
                    dialogue.onGone(asked.ticket(), server.now());
                }
                return;
            }
            PublishedSession began = new PublishedSession(
                    server, announced, point, this, channel, ConnectionPublishing.this);
            session = began;
            current = began;
            server.count(Counter.PUBLISHERS_SERVED);
            dialogue.onAdmitted(asked.ticket(), server.now());
        }

        @Override
        public void refused() {
            onLoop(() -> {
                server.count(Counter.PUBLISHERS_REFUSED);
                server.addresses().close(household, server.now());
                if (!closed) {
                    dialogue.onOccupied(asked.ticket(), server.now());
                }
            });
        }

        @Override
        public void replaced(Reason reason) {
            onLoop(() -> {
                PublishedSession own = session;
                if (own == null) {
                    gone = true;
                } else {
                    own.replaced(reason);
                }
            });
        }

        private void onLoop(Runnable step) {
            if (!connection.onLoop(step)) {
                point.release(this);
            }
        }
    }
}
