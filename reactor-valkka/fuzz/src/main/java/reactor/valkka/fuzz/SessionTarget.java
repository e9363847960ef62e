package reactor.valkka.fuzz;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.rtsp.RtspLimits;
import reactor.valkka.media.rtsp.RtspMessage;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspText;
import reactor.valkka.media.rtsp.RtspUri;
import reactor.valkka.rtsp.RtspClientSession;
import reactor.valkka.rtsp.SessionAction;
import reactor.valkka.rtsp.SessionConfig;
import reactor.valkka.rtsp.TrackSelection;
import reactor.valkka.rtsp.TransportKind;

import java.nio.charset.StandardCharsets;

/**
 * A whole session against a camera that answers anything. An input is a run of answers with a byte
 * 0 behind each: status, header lines, and a body behind an empty line; {@code CSeq} is put in. An
 * empty answer lets time pass, one that begins with {@code -} closes the connection.
 *
 * <p>The session asks for nothing endlessly, never wants to be woken in the past, ends when it says
 * so, and shows its password to nobody.
 */
final class SessionTarget implements FuzzTarget {
    private static final String PASSWORD = "s3cret-Pa55";
    private static final int ANSWERS_MAX = 64;
    private static final int ACTIONS_MAX = 1_000;
    private static final int WAKES_MAX = 64;

    @Override
    public void run(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        // A camera that says the password itself is quoted.
        if (!text.contains(PASSWORD)) {
            new Conversation().play(text.split("\0", ANSWERS_MAX));
        }
    }

    private static final class Conversation {
        private final RtspClientSession session;
        private @Nullable RtspRequest asked;
        private long now;
        private int actions;

        Conversation() {
            SessionConfig config = SessionConfig.of(RtspUri.parse("rtsp://192.0.2.7/stream1"))
                    .credentials(Credentials.of("admin", PASSWORD))
                    .tracks(TrackSelection.all())
                    .transports(TransportKind.UDP, TransportKind.TCP);
            session = new RtspClientSession(config, () -> "0a4f113b", now);
        }

        void play(String[] answers) {
            connect();
            for (String answer : answers) {
                perform();
                now++;
                if (answer.isEmpty()) {
                    sleep();
                } else if (answer.startsWith("-")) {
                    session.onDisconnected(null, now);
                } else {
                    answer(answer);
                }
            }
            session.leave(now);
            perform();
            for (int i = 0; i < WAKES_MAX && session.wakeNanos() != Long.MAX_VALUE; i++) {
                sleep();
                perform();
            }
            if (session.wakeNanos() != Long.MAX_VALUE) {
                throw new IllegalStateException("It does not end");
            }
        }

        private void connect() {
            session.onResolved(now);
            session.onConnected(now);
        }

        private void sleep() {
            long wake = session.wakeNanos();
            if (wake != Long.MAX_VALUE) {
                now = Math.max(now, wake);
                session.onTime(now);
            }
        }

        private void answer(String answer) {
            int end = answer.indexOf("\n\n");
            String head = end < 0 ? answer : answer.substring(0, end);
            String body = end < 0 ? "" : answer.substring(end + 2);
            String number = asked == null ? "" : "\nCSeq: " + asked.cseq();
            String text = "RTSP/1.0 " + head + number + "\n\n";
            RtspMessage message =
                    RtspText.parseHead(text.getBytes(StandardCharsets.UTF_8), RtspLimits.DEFAULT);
            if (message == null) {
                session.onGarbage("no message", now);
            } else {
                session.onMessage(message.withBody(body.getBytes(StandardCharsets.UTF_8)), now);
            }
        }

        private void perform() {
            for (SessionAction action = session.poll(); action != null; action = session.poll()) {
                if (actions++ > ACTIONS_MAX) {
                    throw new IllegalStateException("It never rests: " + action);
                }
                perform(action);
            }
        }

        private void perform(SessionAction action) {
            if (action instanceof SessionAction.Send send) {
                if (send.message() instanceof RtspRequest request) {
                    asked = request;
                }
            } else if (action.toString().contains(PASSWORD)) {
                throw new IllegalStateException("The password is shown");
            } else if (action instanceof SessionAction.OpenPorts) {
                session.onPorts(new PortPair(50_000, 50_001), now);
            } else if (action instanceof SessionAction.TracksReady) {
                session.onListening(now);
            } else if (action instanceof SessionAction.Connect) {
                connect();
            } else if (action instanceof SessionAction.Playing) {
                session.onMedia(now);
                session.onKeyFrame(now);
            }
        }
    }
}
