package reactor.valkka.fuzz;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.Authenticator;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.rtsp.RtspLimits;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.media.rtsp.RtspText;
import reactor.valkka.media.rtsp.TransportHeader;
import reactor.valkka.rtsp.server.AuthScheme;
import reactor.valkka.rtsp.server.ConnectionEnds;
import reactor.valkka.rtsp.server.DialogueAction;
import reactor.valkka.rtsp.server.DialogueConfig;
import reactor.valkka.rtsp.server.LoginThrottle;
import reactor.valkka.rtsp.server.MountAccess;
import reactor.valkka.rtsp.server.MountDirectory;
import reactor.valkka.rtsp.server.MountOffer;
import reactor.valkka.rtsp.server.MulticastOffer;
import reactor.valkka.rtsp.server.PlayPoint;
import reactor.valkka.rtsp.server.ReadSession;
import reactor.valkka.rtsp.server.ServerDialogue;
import reactor.valkka.rtsp.server.SessionStep;
import reactor.valkka.rtsp.server.TokenSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A server against a client that asks anything. An input is a run of requests with a byte 0 behind
 * each: first line and header lines. In them {@code @id} is the session that was opened last, and
 * {@code @proof} what proves that the client knows the password. An empty request lets time pass.
 *
 * <p>Each request that is not behind the end gets one answer, in order; what is guarded is shown
 * only to who has given a proof; packets go nowhere but to the client and to the mount's group; and
 * the connection ends when nothing more comes.
 */
final class ServerTarget implements FuzzTarget {
    private static final String PASSWORD = "s3cret-Pa55";
    private static final Credentials CREDENTIALS = Credentials.of("admin", PASSWORD);
    private static final String ADDRESS = "192.0.2.7";
    private static final String GROUP = "239.1.1.7";
    private static final int REQUESTS_MAX = 64;
    private static final int WAKES_MAX = 64;
    private static final int SESSIONS_MAX = 3;
    private static final int CLIENT_PORT_MIN = 1024;
    private static final DialogueConfig CONFIG = new DialogueConfig(
            "cameras",
            List.of(AuthScheme.DIGEST_SHA_256, AuthScheme.DIGEST_MD5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofMinutes(5),
            REQUESTS_MAX);

    @Override
    public void run(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        // Who says the password itself is quoted.
        if (!text.contains(PASSWORD)) {
            new Conversation().play(text.split("\0", REQUESTS_MAX));
        }
    }

    private static final class Conversation implements MountDirectory {
        private final Map<String, ReadSession> sessions = new HashMap<>();
        private final List<RtspRequest> unanswered = new ArrayList<>();
        private final ServerDialogue dialogue;
        private @Nullable Authenticator authenticator;
        private String lastId = "0";
        private boolean proven;
        private boolean over;
        private long now;

        Conversation() {
            dialogue = new ServerDialogue(
                    CONFIG,
                    this,
                    new TokenSource(new byte[32]),
                    new LoginThrottle(),
                    new ConnectionEnds(ADDRESS, ADDRESS, "192.0.2.1", new PortPair(30_000, 30_001)),
                    now);
        }

        @Override
        public @Nullable MountAccess find(String path) {
            return switch (path) {
                case "open" -> new MountAccess(path, null);
                case "site/door" -> new MountAccess(path, CREDENTIALS);
                default -> null;
            };
        }

        @Override
        public Credentials credentials() {
            return CREDENTIALS;
        }

        void play(String[] requests) {
            for (String request : requests) {
                now++;
                if (request.isEmpty()) {
                    sleep();
                } else {
                    ask(request);
                }
                perform();
            }
            for (int i = 0; i < WAKES_MAX && dialogue.wakeNanos() != Long.MAX_VALUE; i++) {
                sleep();
                perform();
            }
            if (!over && sessions.isEmpty()) {
                throw new IllegalStateException("It does not end");
            }
            if (!over && !unanswered.isEmpty()) {
                throw new IllegalStateException("No answer to " + unanswered);
            }
        }

        private void sleep() {
            long wake = dialogue.wakeNanos();
            if (wake != Long.MAX_VALUE) {
                now = Math.max(now, wake);
                dialogue.onTime(now);
            }
        }

        private void ask(String text) {
            String head = text.replace("@id", lastId) + "\n\n";
            RtspRequest plain = parse(head);
            if (plain == null) {
                return;
            }
            RtspRequest request = plain;
            if (head.contains("@proof") && authenticator != null) {
                String proof = authenticator.header(plain.method(), plain.uri());
                request = parse(head.replace("@proof", proof == null ? "" : proof));
                proven = true;
            }
            if (request != null && !over) {
                unanswered.add(request);
                dialogue.onRequest(request, now);
            }
        }

        private static @Nullable RtspRequest parse(String head) {
            return RtspText.parseHead(head.getBytes(StandardCharsets.UTF_8), RtspLimits.DEFAULT)
                            instanceof RtspRequest request
                    ? request
                    : null;
        }

        private void perform() {
            DialogueAction action = dialogue.poll();
            for (; action != null; action = dialogue.poll()) {
                if (action.toString().contains(PASSWORD)) {
                    throw new IllegalStateException("The password is shown");
                }
                perform(action);
            }
        }

        private void perform(DialogueAction action) {
            if (action instanceof DialogueAction.Send send) {
                answered(send.response());
            } else if (action instanceof DialogueAction.Resolve resolve) {
                if (!proven && resolve.path().equals("site/door")) {
                    throw new IllegalStateException("Shown without a proof");
                }
                MulticastOffer group = new MulticastOffer(GROUP, 50_000, 1);
                MountOffer offer = new MountOffer("v=0\r\n", List.of(1L, 2L), group);
                dialogue.onOffer(resolve.ticket(), offer, now);
            } else if (action instanceof DialogueAction.Open open) {
                open(open);
            } else if (action instanceof DialogueAction.InSession request) {
                dialogue.onAnswer(request.ticket(), inSession(request), now);
            } else if (action instanceof DialogueAction.Close) {
                over = true;
            }
        }

        private void answered(RtspResponse response) {
            response.encode();
            RtspRequest request = unanswered.remove(0);
            String expected = request.headers().first("CSeq");
            String number = response.headers().first("CSeq");
            if (expected != null && !expected.equals(number)) {
                throw new IllegalStateException("Answer " + number + " to request " + expected);
            }
            if (response.status() == 401) {
                authenticator = new Authenticator(CREDENTIALS, () -> "0a4f113b");
                authenticator.onUnauthorized(response);
            }
            String transport = response.headers().first("Transport");
            if (transport != null) {
                check(TransportHeader.parse(transport));
            }
        }

        private static void check(@Nullable TransportHeader granted) {
            if (granted == null || granted.secure()) {
                throw new IllegalStateException("No transport: " + granted);
            }
            String to = granted.destination();
            PortPair ports = granted.clientPorts();
            boolean elsewhere = to != null && !(granted.multicast() && to.equals(GROUP));
            boolean low =
                    ports != null && Math.min(ports.first(), ports.second()) < CLIENT_PORT_MIN;
            if (elsewhere || low) {
                throw new IllegalStateException("Packets go elsewhere: " + granted.print());
            }
        }

        private void open(DialogueAction.Open open) {
            if (sessions.size() == SESSIONS_MAX) {
                dialogue.onTooMany(open.ticket(), now);
            } else {
                lastId = open.session().id();
                sessions.put(lastId, open.session());
                dialogue.onOpened(open.ticket(), now);
            }
        }

        private RtspResponse inSession(DialogueAction.InSession asked) {
            ReadSession session = sessions.get(asked.id());
            if (session == null) {
                return RtspResponse.to(asked.request(), 454);
            }
            SessionStep step = session.onRequest(asked.request(), asked.target(), now);
            if (step instanceof SessionStep.Play) {
                return session.onPlaying(asked.request(), List.of(new PlayPoint(0, 1, 2)));
            } else if (step instanceof SessionStep.Pause pause) {
                return pause.response();
            } else if (step instanceof SessionStep.End end) {
                sessions.remove(asked.id());
                dialogue.onSessionEnded(asked.id(), now);
                return end.response();
            }
            return ((SessionStep.Answer) step).response();
        }
    }
}
