package reactor.valkka.rtsp.server;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;

import java.util.Objects;

/**
 * What one connection publishes: at most one stream at a time. Until it is recorded, it may be
 * announced anew.
 */
final class Publishing {
    private final DialogueConfig config;
    private final TokenSource tokens;
    private final SessionPlace place;
    private @Nullable PublishSession announcing;
    private @Nullable PublishSession announced;

    Publishing(DialogueConfig config, TokenSource tokens, SessionPlace place) {
        this.config = config;
        this.tokens = tokens;
        this.place = place;
    }

    /** Whether a session is the one that was announced here. */
    boolean owns(@Nullable String id) {
        return announced != null && announced.id().equals(id);
    }

    /**
     * The session that a request is about which names none: clients learn its id with the first
     * SETUP only.
     */
    @Nullable
    String impliedId(RtspMethod method, RequestTarget target) {
        PublishSession session = announced;
        boolean possible = method == RtspMethod.SETUP || method == RtspMethod.RECORD;
        if (session == null || !possible) {
            return null;
        }
        boolean within = target.path().equals(session.path())
                || target.path().startsWith(session.path() + '/');
        return within ? session.id() : null;
    }

    /**
     * Reads what is announced.
     *
     * @param access the path, {@code null} where nobody may publish
     * @param isRead whether there is a mount of that path
     * @return the refusal, or {@code null} where {@link #announcing} can be asked for its place
     */
    @Nullable
    RtspResponse announce(
            RtspRequest request,
            @Nullable PublishAccess access,
            boolean isRead,
            Client client,
            long now) {
        if (access == null) {
            return isRead ? Answers.onlyRead(request) : RtspResponse.to(request, 404);
        }
        if (announced != null && announced.isRecording()) {
            return Answers.wrongState(request, PublishSession.RECORDING_METHODS);
        }
        Announcement read = Announcement.read(request, access.tracks(), client.address());
        if (read instanceof Announcement.Unreadable unreadable) {
            return unreadable.response();
        }
        announcing = new PublishSession(
                tokens.next(),
                access,
                client,
                place,
                ((Announcement.Readable) read).session(),
                request.uri(),
                config.sessionTimeout().toSeconds(),
                now);
        return null;
    }

    /** What was announced last, and has no place yet. */
    @Nullable
    PublishSession announcing() {
        return announcing;
    }

    /** It has its place. */
    PublishSession admitted() {
        PublishSession session = Objects.requireNonNull(announcing);
        announced = session;
        announcing = null;
        return session;
    }

    /** It gets no place. */
    void giveUp() {
        if (announcing != null) {
            announcing.end();
            announcing = null;
        }
    }

    /** A session of this connection is over. */
    void ended(String id) {
        if (owns(id)) {
            announced = null;
        }
    }
}
