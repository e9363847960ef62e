package reactor.valkka.rtsp.server;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.rtsp.RtspLimits;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.media.rtsp.RtspText;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A dialogue with a server that has one mount, {@code site/door}, of two tracks; requests are
 * written without their version and {@code CSeq}.
 */
final class Conversation implements MountDirectory {
    static final String URI = "rtsp://192.0.2.1:8554/site/door";
    static final String SDP = "v=0\r\nm=video 0 RTP/AVP 96\r\n";
    static final PortPair PORTS = new PortPair(30_000, 30_001);
    static final DialogueConfig CONFIG = new DialogueConfig(
            "cameras",
            List.of(AuthScheme.DIGEST_SHA_256, AuthScheme.DIGEST_MD5, AuthScheme.BASIC),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            4);

    private static final byte[] SECRET = new byte[32];

    /** What several connections to a server share. */
    static final class Server {
        final Map<String, ReadSession> sessions = new HashMap<>();
        final TokenSource tokens = new TokenSource(SECRET);
        final LoginThrottle throttle = new LoginThrottle();

        @Nullable
        Credentials global;

        @Nullable
        Credentials own;

        @Nullable
        MulticastOffer multicast = new MulticastOffer("239.1.1.7", 50_000, 4);

        int sessionsMax = 10;
        boolean isSlow;
        boolean isAway;
        long now = 1_000_000;
    }

    final Server server;
    final List<RtspResponse> answers = new ArrayList<>();
    final List<DialogueAction> done = new ArrayList<>();
    final ServerDialogue dialogue;
    DialogueAction.@Nullable Resolve resolving;
    private final String address;
    private int cseq;

    Conversation() {
        this(new Server(), "192.0.2.7");
    }

    Conversation(Server server, String address) {
        this.server = server;
        this.address = address;
        dialogue = new ServerDialogue(
                CONFIG,
                this,
                server.tokens,
                server.throttle,
                new ConnectionEnds(address, address, "192.0.2.1", PORTS),
                server.now);
    }

    @Override
    public @Nullable MountAccess find(String path) {
        Credentials who = server.own == null ? server.global : server.own;
        return path.equals("site/door") ? new MountAccess(path, who) : null;
    }

    @Override
    public @Nullable Credentials credentials() {
        return server.global;
    }

    /** Asks, and gives the one answer. */
    RtspResponse ask(String method, String uri, String... headers) {
        int before = answers.size();
        send(method, uri, headers);
        if (answers.size() != before + 1) {
            throw new AssertionError("Answers " + answers.subList(before, answers.size()));
        }
        return answers.get(before);
    }

    /** Asks, and waits for no answer. */
    void send(String method, String uri, String... headers) {
        StringBuilder text = new StringBuilder(method + ' ' + uri + " RTSP/1.0\r\n");
        text.append("CSeq: ").append(++cseq).append("\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        raw(text.append("\r\n").toString());
    }

    void raw(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        dialogue.onRequest(
                (RtspRequest) Objects.requireNonNull(RtspText.parseHead(bytes, RtspLimits.DEFAULT)),
                server.now);
        perform();
    }

    void pass(Duration time) {
        server.now += time.toNanos();
        dialogue.onTime(server.now);
        perform();
    }

    /** The camera that was waited for is there. */
    void offer() {
        dialogue.onOffer(Objects.requireNonNull(resolving).ticket(), mount(), server.now);
        perform();
    }

    private MountOffer mount() {
        return new MountOffer(SDP, List.of(1L, 0xFFFFFFFFL), server.multicast);
    }

    void perform() {
        DialogueAction action = dialogue.poll();
        for (; action != null; action = dialogue.poll()) {
            done.add(action);
            if (action instanceof DialogueAction.Send send) {
                answers.add(send.response());
            } else if (action instanceof DialogueAction.Resolve resolve) {
                resolve(resolve);
            } else if (action instanceof DialogueAction.Open open) {
                open(open);
            } else if (action instanceof DialogueAction.InSession request) {
                dialogue.onAnswer(request.ticket(), answer(request), server.now);
            }
        }
    }

    private void resolve(DialogueAction.Resolve resolve) {
        resolving = resolve;
        if (server.isAway) {
            dialogue.onUnavailable(resolve.ticket(), server.now);
        } else if (!server.isSlow) {
            dialogue.onOffer(resolve.ticket(), mount(), server.now);
        }
    }

    private void open(DialogueAction.Open open) {
        if (server.sessions.size() == server.sessionsMax) {
            dialogue.onTooMany(open.ticket(), server.now);
        } else {
            server.sessions.put(open.session().id(), open.session());
            dialogue.onOpened(open.ticket(), server.now);
        }
    }

    private RtspResponse answer(DialogueAction.InSession asked) {
        ReadSession session = server.sessions.get(asked.id());
        if (session == null || !asked.own() && !session.admits(asked.client(), asked.target())) {
            return RtspResponse.to(asked.request(), 454);
        }
        SessionStep step = session.onRequest(asked.request(), asked.target(), server.now);
        if (step instanceof SessionStep.Play) {
            return session.onPlaying(asked.request(), List.of(new PlayPoint(0, 17, 0xFFFF_0000L)));
        } else if (step instanceof SessionStep.Pause pause) {
            return pause.response();
        } else if (step instanceof SessionStep.End end) {
            server.sessions.remove(asked.id());
            dialogue.onSessionEnded(asked.id(), server.now);
            return end.response();
        }
        return ((SessionStep.Answer) step).response();
    }

    boolean isClosed() {
        return done.stream().anyMatch(DialogueAction.Close.class::isInstance);
    }

    String address() {
        return address;
    }

    /** Sets up a track, and gives the header that names the session. */
    String setUp(int track, String transport, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Transport: " + transport);
        RtspResponse response = ask("SETUP", URI + "/trackID=" + track, all.toArray(String[]::new));
        if (!response.isSuccess()) {
            throw new AssertionError(response.toString());
        }
        return session(response);
    }

    static String session(RtspResponse response) {
        String value = Objects.requireNonNull(response.headers().first("Session"));
        return "Session: " + value.substring(0, value.indexOf(';'));
    }
}
