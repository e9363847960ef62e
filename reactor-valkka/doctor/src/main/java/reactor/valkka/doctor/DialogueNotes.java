package reactor.valkka.doctor;

import reactor.valkka.media.rtsp.AuthChallenge;
import reactor.valkka.media.rtsp.BasicChallenge;
import reactor.valkka.media.rtsp.DigestChallenge;
import reactor.valkka.media.rtsp.RtspHeaders;
import reactor.valkka.media.rtsp.RtspMessage;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.rtsp.WireListener.Direction;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a camera said, in one or several connections. <b>Threads:</b> any. */
final class DialogueNotes {

    private static final int PENDING_MAX = 16;

    private final Map<Integer, Asked> pending = new LinkedHashMap<>();
    private String server = "";
    private String publicMethods = "";
    private String contentType = "";
    private String description = "";
    private List<AuthChallenge> challenges = List.of();
    private String answered = "";
    private int timeoutSeconds;
    private boolean described;
    private boolean playing;
    private String slowestAnswer = "";
    private long slowestNanos;

    /** A request that waits for its answer. */
    private record Asked(String method, long nanos) {
        static final Asked NOTHING = new Asked("", 0);
    }

    synchronized void message(Direction direction, RtspMessage message, long nanos) {
        if (direction == Direction.SENT && message instanceof RtspRequest request) {
            asked(request, nanos);
        } else if (direction == Direction.RECEIVED && message instanceof RtspResponse response) {
            answer(response, nanos);
        }
    }

    private void asked(RtspRequest request, long nanos) {
        if (pending.size() >= PENDING_MAX) {
            pending.remove(pending.keySet().iterator().next());
        }
        pending.put(request.cseq(), new Asked(request.method(), nanos));
        String authorization = request.headers().first("Authorization");
        if (authorization != null) {
            answered = authorization.split(" ", 2)[0];
        }
    }

    private void answer(RtspResponse response, long nanos) {
        RtspHeaders headers = response.headers();
        server = first(headers, "Server", server);
        publicMethods = first(headers, "Public", publicMethods).toUpperCase(Locale.ROOT);
        if (response.status() == 401) {
            challenges = AuthChallenge.parseAll(headers.all("WWW-Authenticate"));
        }
        String session = headers.first("Session");
        if (session != null) {
            timeoutSeconds = timeout(session, timeoutSeconds);
        }
        Asked asked = pending.getOrDefault(response.cseq(), Asked.NOTHING);
        pending.remove(response.cseq());
        if (asked != Asked.NOTHING && nanos - asked.nanos() > slowestNanos) {
            slowestNanos = nanos - asked.nanos();
            slowestAnswer = asked.method();
        }
        String method = asked.method();
        if (response.isSuccess() && "DESCRIBE".equals(method)) {
            described = true;
            description = response.bodyText();
            contentType = first(headers, "Content-Type", "");
        }
        playing |= response.isSuccess() && "PLAY".equals(method);
    }

    private static String first(RtspHeaders headers, String name, String otherwise) {
        String value = headers.first(name);
        return value == null ? otherwise : value;
    }

    private static int timeout(String session, int otherwise) {
        String lower = session.toLowerCase(Locale.ROOT).replace(" ", "");
        int at = lower.indexOf("timeout=");
        if (at < 0) {
            return otherwise;
        }
        String digits = lower.substring(at + "timeout=".length()).split("[^0-9]", 2)[0];
        return digits.isEmpty() || digits.length() > 9 ? otherwise : Integer.parseInt(digits);
    }

    /** What the camera calls its server, or an empty text. */
    synchronized String server() {
        return server;
    }

    /** The methods that it lists, in upper case. */
    synchronized List<String> methods() {
        List<String> methods = new ArrayList<>();
        for (String method : publicMethods.split("[,\\s]+", -1)) {
            if (!method.isBlank()) {
                methods.add(method);
            }
        }
        return methods;
    }

    /** Whether it ever described itself. */
    synchronized boolean described() {
        return described;
    }

    /** Whether it ever granted PLAY. */
    synchronized boolean playing() {
        return playing;
    }

    /** How long the slowest answer took. */
    synchronized double slowestAnswerSeconds() {
        return slowestNanos / 1e9;
    }

    /** The method that was answered slowest. */
    synchronized String slowestAnswer() {
        return slowestAnswer;
    }

    synchronized String description() {
        return description;
    }

    synchronized String contentType() {
        return contentType;
    }

    /** After which silence it ends a session; 0 where it does not say. */
    synchronized int timeoutSeconds() {
        return timeoutSeconds;
    }

    /** How it asks who we are. */
    synchronized CameraReport.Login login() {
        AuthChallenge strongest = AuthChallenge.strongest(challenges);
        List<String> offered =
                challenges.stream().map(DialogueNotes::name).distinct().toList();
        String used = strongest == null || answered.isEmpty() ? "" : name(strongest);
        return new CameraReport.Login(!challenges.isEmpty(), offered, used);
    }

    private static String name(AuthChallenge challenge) {
        if (challenge instanceof BasicChallenge) {
            return "Basic";
        }
        return "Digest " + ((DigestChallenge) challenge).algorithm().token();
    }
}
