package reactor.valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.RtspLimits;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspText;
import reactor.valkka.media.rtsp.RtspUri;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Plays the camera's part against a session, with a clock that the test moves. */
final class Dialogue {

    static final String SDP = """
            v=0
            o=- 0 0 IN IP4 0.0.0.0
            s=cam
            a=control:*
            m=video 0 RTP/AVP 96
            a=rtpmap:96 H264/90000
            a=control:track1
            """;

    final RtspClientSession session;
    final List<SessionAction> seen = new ArrayList<>();
    long now = 1_000;
    private @Nullable RtspRequest last;

    Dialogue(SessionConfig config) {
        session = new RtspClientSession(config, () -> "cnonce", now);
    }

    static Dialogue with(String uri) {
        return new Dialogue(SessionConfig.of(RtspUri.parse(uri)));
    }

    /** A session that is connected and has sent OPTIONS. */
    static Dialogue connected(String uri) {
        return with(uri).connect();
    }

    /** The address is found and the connection made. */
    Dialogue connect() {
        session.onResolved(now);
        session.onConnected(now);
        return this;
    }

    /** The groups are joined that were agreed on. */
    Dialogue joined() {
        collect();
        session.onListening(now);
        return this;
    }

    /** A session that plays, in the stage before the first packet. */
    static Dialogue playing(String publicMethods, String session) {
        Dialogue dialogue = connected("rtsp://10.0.0.7/s");
        dialogue.expect("OPTIONS").answer("200 OK", "Public: " + publicMethods);
        dialogue.expect("DESCRIBE").describe(SDP);
        dialogue.expect("SETUP")
                .answer("200 OK", "Session: " + session, "Transport: RTP/AVP/TCP;interleaved=0-1");
        dialogue.expect("PLAY").answer("200 OK");
        dialogue.session.onMedia(dialogue.now);
        dialogue.session.onKeyFrame(dialogue.now);
        return dialogue;
    }

    /** The next request must be of that method. */
    Dialogue expect(String method) {
        collect();
        RtspRequest request = request();
        assertThat(request.method()).isEqualTo(method);
        return this;
    }

    RtspRequest request() {
        return Objects.requireNonNull(last, "no request was sent");
    }

    /** Answers the last request. */
    Dialogue answer(String status, String... headers) {
        return respond(status, "", headers);
    }

    Dialogue describe(String sdp, String... headers) {
        return respond("200 OK", sdp, headers);
    }

    private Dialogue respond(String status, String body, String... headers) {
        StringBuilder text = new StringBuilder("RTSP/1.0 " + status + "\r\n");
        text.append("CSeq: ").append(request().cseq()).append("\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        byte[] head = text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
        last = null;
        session.onMessage(
                Objects.requireNonNull(RtspText.parseHead(head, RtspLimits.DEFAULT))
                        .withBody(body.getBytes(StandardCharsets.UTF_8)),
                now);
        collect();
        return this;
    }

    /** Lets time pass, waking the session when it asks for it; at most 10 000 times. */
    Dialogue pass(Duration time) {
        long until = now + time.toNanos();
        for (int i = 0; i < 10_000 && session.wakeNanos() <= until; i++) {
            now = Math.max(now, session.wakeNanos());
            session.onTime(now);
            collect();
        }
        now = until;
        return this;
    }

    void collect() {
        SessionAction action = session.poll();
        while (action != null) {
            seen.add(action);
            if (action instanceof SessionAction.Send send
                    && send.message() instanceof RtspRequest request) {
                last = request;
            }
            action = session.poll();
        }
    }

    /** The error that the session ended with. */
    RtspException failure() {
        collect();
        return seen.stream()
                .filter(SessionAction.Failed.class::isInstance)
                .map(action -> ((SessionAction.Failed) action).error())
                .findFirst()
                .orElseThrow(() -> new AssertionError("not failed: " + seen));
    }

    /** The tracks that were last agreed on. */
    List<TrackReady> tracks() {
        collect();
        return seen.stream()
                .filter(SessionAction.TracksReady.class::isInstance)
                .map(action -> ((SessionAction.TracksReady) action).tracks())
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> new AssertionError("no tracks: " + seen));
    }

    /** The last action of that kind. */
    <T extends SessionAction> T last(Class<T> kind) {
        collect();
        return seen.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> new AssertionError("no " + kind + ": " + seen));
    }

    long count(Class<? extends SessionAction> kind) {
        collect();
        return seen.stream().filter(kind::isInstance).count();
    }

    boolean closed() {
        return count(SessionAction.Close.class) > 0;
    }
}
