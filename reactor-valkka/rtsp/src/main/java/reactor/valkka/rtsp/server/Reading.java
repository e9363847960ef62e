package reactor.valkka.rtsp.server;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;

import java.util.Objects;

/** The session of a reader that one connection is about to make. */
final class Reading {
    private final DialogueConfig config;
    private final TokenSource tokens;
    private final SessionPlace place;
    private @Nullable ReadSession opening;
    private @Nullable RtspResponse answer;

    Reading(DialogueConfig config, TokenSource tokens, SessionPlace place) {
        this.config = config;
        this.tokens = tokens;
        this.place = place;
    }

    /**
     * Begins with a SETUP.
     *
     * @return the refusal, or {@code null} where {@link #opening} can be taken into the table
     */
    @Nullable
    RtspResponse open(
            RtspRequest request,
            RequestTarget target,
            String path,
            MountOffer mount,
            Client client,
            long now) {
        ReadSession session = new ReadSession(
                tokens.next(),
                path,
                client,
                place,
                mount,
                config.sessionTimeout().toSeconds(),
                now);
        RtspResponse response = session.setup(request, target);
        if (!response.isSuccess()) {
            return response;
        }
        opening = session;
        answer = session.withId(response);
        return null;
    }

    /** What is not in the table yet. */
    @Nullable
    ReadSession opening() {
        return opening;
    }

    /** It is in the table. */
    RtspResponse opened() {
        opening = null;
        return Objects.requireNonNull(answer);
    }

    /** It does not come about. */
    void giveUp() {
        if (opening != null) {
            opening.end();
            opening = null;
        }
    }
}
