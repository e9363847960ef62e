package reactor.valkka.test;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.media.rtsp.TransportHeader;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a {@link FakeCamera} answers to each request of one client. */
final class FakeDialog {

    private static final int UNAUTHORIZED = 401;
    private static final int SESSION_NOT_FOUND = 454;

    private final FakeCamera camera;
    private final ScriptValues script;
    private final FakeSession session;
    private final FakeGuard guard;
    private final Placeholders names = new Placeholders();
    private final Set<String> setUp = new HashSet<>();
    private final Set<String> played = new HashSet<>();
    private String sessionHeader;

    /**
     * An answer.
     *
     * @param status what it says, whatever a script changed in its text
     */
    record Answer(int status, byte[] bytes) {
        boolean isSuccess() {
            return status >= 200 && status < 300;
        }
    }

    FakeDialog(FakeCamera camera, ScriptValues script, FakeSession session) {
        this.camera = camera;
        this.script = script;
        this.session = session;
        guard = new FakeGuard(camera.counts(), script);
        sessionHeader = script.sessions.get(0);
        names.set("host", "127.0.0.1").set("port", Integer.toString(camera.port()));
    }

    Answer answer(RtspRequest request) throws IOException {
        String cseq = request.headers().first("CSeq");
        names.set("cseq", cseq == null ? "" : cseq).set("uri", request.uri());
        RtspResponse response = plain(request);
        names.set("session", id());
        for (Map.Entry<RtspMethod, String> verbatim : script.answers.entrySet()) {
            if (request.is(verbatim.getKey())) {
                String text = names.fillLines(verbatim.getValue());
                return new Answer(response.status(), text.getBytes(StandardCharsets.UTF_8));
            }
        }
        return new Answer(response.status(), changed(request, response).encode());
    }

    /** Whether the camera hangs up after an answer. */
    boolean endsWith(RtspRequest request, Answer answer) {
        return script.closingAfterRefusal && answer.status() == UNAUTHORIZED
                || request.is(RtspMethod.TEARDOWN) && answer.status() != SESSION_NOT_FOUND;
    }

    private RtspResponse changed(RtspRequest request, RtspResponse response) {
        RtspResponse changed = response;
        for (ScriptValues.HeaderChange change : script.headers) {
            String value = change.value();
            if (!request.is(change.method())) {
                continue;
            } else if (value == null) {
                changed = changed.without(change.name());
            } else if (change.added()) {
                changed = changed.plus(change.name(), names.fill(value));
            } else {
                changed = changed.header(change.name(), names.fill(value));
            }
        }
        return changed;
    }

    private RtspResponse plain(RtspRequest request) throws IOException {
        if (!guard.passes(request)) {
            return guard.refusal(request);
        }
        for (Map.Entry<RtspMethod, ScriptValues.Refusal> entry : script.refusals.entrySet()) {
            boolean refused = request.is(entry.getKey())
                    && camera.counts().refuses(entry.getKey(), entry.getValue());
            if (refused) {
                return RtspResponse.to(request, entry.getValue().status());
            }
        }
        return granted(request);
    }

    private RtspResponse granted(RtspRequest request) throws IOException {
        RtspResponse ok = RtspResponse.to(request, 200);
        return switch (request.method()) {
            case "OPTIONS" -> ok.header("Public", script.publicMethods);
            case "DESCRIBE" ->
                ok.header("Content-Type", "application/sdp")
                        .header("Content-Base", request.uri() + '/')
                        .withBody(offer().text().getBytes(StandardCharsets.UTF_8));
            case "SETUP" -> setUp(request, ok);
            case "PLAY" -> play(request, ok);
            case "TEARDOWN" -> tearDown(request, ok);
            case "GET_PARAMETER", "SET_PARAMETER" -> ok.header("Session", sessionHeader);
            default -> RtspResponse.to(request, 501);
        };
    }

    private RtspResponse play(RtspRequest request, RtspResponse ok) {
        if (script.rangesRefused && request.headers().first("Range") != null) {
            return RtspResponse.to(request, 457);
        }
        if (script.playedByTrack && !setUp.contains(request.uri())) {
            return RtspResponse.to(request, 459);
        }
        played.add(request.uri());
        return ok.header("Session", sessionHeader);
    }

    /** Who has no session here means one that was left. */
    private RtspResponse tearDown(RtspRequest request, RtspResponse ok) {
        String named = request.headers().first("Session");
        boolean known = session.count() > 0
                || named != null && named.equals(id()) && camera.sessions().endStale();
        return known ? ok.header("Session", sessionHeader) : RtspResponse.to(request, 454);
    }

    private String id() {
        return sessionHeader.split(";", -1)[0];
    }

    /** Whether packets come from now on. */
    boolean starts(RtspRequest request, Answer answer) {
        return request.is(RtspMethod.PLAY)
                && answer.isSuccess()
                && (!script.playedByTrack || played.containsAll(setUp));
    }

    private FakeOffer offer() {
        return FakeOffer.of(script, names);
    }

    private RtspResponse setUp(RtspRequest request, RtspResponse ok) throws IOException {
        if (!session.enter()) {
            return RtspResponse.to(request, 453);
        }
        int done = session.count();
        FakeOffer.Section section = offer().asked(request.uri(), done);
        if (section == null) {
            return RtspResponse.to(request, 404);
        }
        List<TransportHeader> asked = request.headers().all("Transport").stream()
                .flatMap(value -> TransportHeader.parseAll(value).stream())
                .toList();
        TransportHeader granted = session.setUp(section, asked);
        if (granted == null) {
            return RtspResponse.to(request, 461);
        }
        setUp.add(request.uri());
        sessionHeader = script.sessions.get(Math.min(done, script.sessions.size() - 1));
        name("interleaved", granted.interleaved());
        name("client_port", granted.clientPorts());
        name("server_port", granted.serverPorts());
        name("multicast_port", granted.ports());
        int ssrc = session.tracks().get(done).ssrc();
        names.set("ssrc", String.format(Locale.ROOT, "%08X", ssrc));
        return ok.header("Session", sessionHeader).header("Transport", granted.print());
    }

    private void name(String name, @Nullable Object value) {
        if (value != null) {
            names.set(name, value.toString());
        }
    }
}
