package reactor.valkka.rtsp.server;

import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;

/** What a dialogue wants its driver to do. */
public sealed interface DialogueAction {

    /** Write an answer. */
    record Send(RtspResponse response) implements DialogueAction {}

    /**
     * Hold a mount and find out what it has to offer, within a time that has an end; tell by {@link
     * ServerDialogue#onOffer}, {@link ServerDialogue#onUnavailable}, {@link
     * ServerDialogue#onUnsupported} or {@link ServerDialogue#onGone}.
     */
    record Resolve(int ticket, String path) implements DialogueAction {}

    /**
     * Take a session into the table; tell by {@link ServerDialogue#onOpened} or {@link
     * ServerDialogue#onTooMany}.
     */
    record Open(int ticket, ReadSession session) implements DialogueAction {}

    /**
     * Ask for the place of a publisher, once what this connection has announced before has given
     * up its own; tell by {@link ServerDialogue#onAdmitted}, {@link ServerDialogue#onOccupied},
     * {@link ServerDialogue#onTooMany} or {@link ServerDialogue#onGone}.
     */
    record Announce(int ticket, PublishSession session) implements DialogueAction {}

    /**
     * Give a request to the session of that id, where it may be about that ({@link
     * ServerSession#admits}, unless the session is of this connection); tell by {@link
     * ServerDialogue#onAnswer} what came of it, 454 where there is no such session.
     */
    record InSession(
            int ticket,
            String id,
            boolean own,
            Client client,
            RtspRequest request,
            RequestTarget target)
            implements DialogueAction {}

    /** Somebody gave wrong credentials. */
    record LoginRefused(String path) implements DialogueAction {}

    /** Write what was sent, then close the connection. */
    record Close(CloseReason reason) implements DialogueAction {}
}
