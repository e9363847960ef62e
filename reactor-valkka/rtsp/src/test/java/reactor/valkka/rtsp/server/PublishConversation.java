package reactor.valkka.rtsp.server;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.rtsp.RtspHeaders;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.rtsp.TrackSelection;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** A dialogue with a server where {@code live} may be published to; {@code door} is a mount. */
final class PublishConversation implements MountDirectory {
    static final String URI = "rtsp://192.0.2.1:8554/live";
    static final PortPair PORTS = new PortPair(30_000, 30_001);

    private static final DialogueConfig CONFIG = new DialogueConfig(
            "cameras",
            List.of(AuthScheme.BASIC),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            4);

    final ServerDialogue dialogue;

    @Nullable
    Credentials credentials;

    @Nullable
    Credentials readers;

    boolean isOccupied;
    boolean isFull;

    @Nullable
    PublishSession session;

    RtspResponse answer = RtspResponse.of(200);
    boolean isClosed;
    long now = 1;
    private int cseq;

    PublishConversation() {
        dialogue = new ServerDialogue(
                CONFIG,
                this,
                new TokenSource(new byte[16]),
                new LoginThrottle(),
                new ConnectionEnds("192.0.2.7", "192.0.2.7", "192.0.2.1", PORTS),
                now);
    }

    @Override
    public @Nullable MountAccess find(String path) {
        return path.equals("door") ? new MountAccess(path, readers) : null;
    }

    @Override
    public @Nullable PublishAccess findPublication(String path) {
        return path.equals("live")
                ? new PublishAccess(path, credentials, TrackSelection.all(), Duration.ofSeconds(10))
                : null;
    }

    @Override
    public @Nullable Credentials credentials() {
        return null;
    }

    RtspResponse announce(String sdp) {
        return announce(URI, "application/sdp", sdp);
    }

    RtspResponse announce(String uri, String type, String sdp) {
        return ask(new RtspRequest(
                "ANNOUNCE",
                uri,
                RtspHeaders.empty().with("Content-Type", type),
                sdp.getBytes(StandardCharsets.UTF_8)));
    }

    RtspResponse announceAs(String proof, String sdp) {
        RtspHeaders headers = RtspHeaders.empty()
                .with("Content-Type", "application/sdp")
                .with("Authorization", proof);
        return ask(new RtspRequest("ANNOUNCE", URI, headers, sdp.getBytes(StandardCharsets.UTF_8)));
    }

    /** In the session that was announced, once its id is known. */
    RtspResponse ask(String method, String uri, String... headers) {
        RtspHeaders all = RtspHeaders.empty();
        for (int i = 0; i < headers.length; i += 2) {
            all = all.with(headers[i], headers[i + 1]);
        }
        return ask(new RtspRequest(method, uri, all, new byte[0]));
    }

    RtspResponse setup(String control, String transport) {
        return ask("SETUP", URI + '/' + control, "Transport", transport);
    }

    private RtspResponse ask(RtspRequest request) {
        RtspRequest numbered = request.header("CSeq", Integer.toString(++cseq));
        String known = answer.headers().first("Session");
        boolean announces = request.method().equals("ANNOUNCE");
        dialogue.onRequest(
                known == null || announces ? numbered : numbered.header("Session", known), now);
        perform();
        return answer;
    }

    private void perform() {
        DialogueAction action = dialogue.poll();
        for (; action != null; action = dialogue.poll()) {
            if (action instanceof DialogueAction.Send send) {
                String known = answer.headers().first("Session");
                answer = send.response();
                if (known != null && answer.headers().first("Session") == null) {
                    answer = answer.header("Session", known);
                }
            } else if (action instanceof DialogueAction.Announce announce) {
                announced(announce);
            } else if (action instanceof DialogueAction.InSession asked) {
                dialogue.onAnswer(asked.ticket(), inSession(asked), now);
            } else if (action instanceof DialogueAction.Close) {
                isClosed = true;
            }
        }
    }

    private void announced(DialogueAction.Announce announce) {
        if (isFull) {
            dialogue.onTooMany(announce.ticket(), now);
        } else if (isOccupied) {
            dialogue.onOccupied(announce.ticket(), now);
        } else {
            PublishSession before = session;
            if (before != null) {
                before.end();
                dialogue.onSessionEnded(before.id(), now);
            }
            session = announce.session();
            dialogue.onAdmitted(announce.ticket(), now);
        }
    }

    private RtspResponse inSession(DialogueAction.InSession asked) {
        PublishSession own = session;
        if (own == null || !own.id().equals(asked.id())) {
            return RtspResponse.to(asked.request(), 454);
        }
        SessionStep step = own.onRequest(asked.request(), asked.target(), now);
        if (step instanceof SessionStep.Record) {
            return own.onRecording(asked.request());
        } else if (step instanceof SessionStep.Pause pause) {
            return pause.response();
        } else if (step instanceof SessionStep.End end) {
            dialogue.onSessionEnded(own.id(), now);
            session = null;
            return end.response();
        }
        return ((SessionStep.Answer) step).response();
    }

    PublishSession session() {
        return Objects.requireNonNull(session, "nothing was announced");
    }
}
