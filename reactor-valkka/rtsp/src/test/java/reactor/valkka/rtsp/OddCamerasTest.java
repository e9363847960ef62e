package reactor.valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspUri;

import java.time.Duration;
import java.util.List;

/** What cameras do that the standard does not say, and that costs them nothing with us. */
class OddCamerasTest {

    private static final String URI = "rtsp://10.0.0.7/s";

    @Test
    void theAnswerToPlayMayNameTheTimeoutAndAnotherSession() {
        Dialogue camera = Dialogue.connected(URI);
        camera.expect("OPTIONS").answer("200 OK");
        camera.expect("DESCRIBE").describe(Dialogue.SDP);
        camera.expect("SETUP").answer("200 OK", "Session: 1;timeout=20");
        camera.expect("PLAY").answer("200 OK", "Session: 2");
        camera.session.onMedia(camera.now);
        camera.session.onKeyFrame(camera.now);
        camera.pass(Duration.ofSeconds(9)).session.onMedia(camera.now);
        camera.pass(Duration.ofSeconds(1));
        camera.expect("OPTIONS");
        assertThat(camera.request().headers().first("Session")).isEqualTo("2");
    }

    @Test
    void aSessionWithoutANameIsNone() {
        Dialogue camera = Dialogue.connected(URI);
        camera.expect("OPTIONS").answer("200 OK");
        camera.expect("DESCRIBE").describe(Dialogue.SDP);
        camera.expect("SETUP").answer("200 OK", "Session: ;timeout=20");
        camera.expect("PLAY");
        assertThat(camera.request().headers().first("Session")).isNull();
    }

    @Test
    void aNonceForEachRequestIsAnsweredEachTime() {
        Dialogue camera = Dialogue.connected("rtsp://joe:pw@10.0.0.7/s");
        camera.expect("OPTIONS").answer("401 No", digest("1"));
        camera.expect("OPTIONS").answer("200 OK");
        camera.expect("DESCRIBE").answer("401 No", digest("2"));
        camera.expect("DESCRIBE").describe(Dialogue.SDP);
        camera.expect("SETUP").answer("401 No", digest("3"));
        camera.expect("SETUP").answer("401 No", digest("4"));
        assertThat(camera.failure()).isInstanceOf(RtspAuthenticationException.class);
    }

    private static String digest(String nonce) {
        return "WWW-Authenticate: Digest realm=\"r\", nonce=\"" + nonce + '"';
    }

    @Test
    void whatACameraSaysStaysOneShortLine() {
        Dialogue camera = Dialogue.connected(URI);
        camera.expect("OPTIONS").answer("200 OK");
        camera.expect("DESCRIBE").answer("404 No\u001b[31m\rWARN forged" + "!".repeat(5_000));
        assertThat(camera.failure().getMessage())
                .contains("404 No?[31m?WARN forged!!!")
                .endsWith("... (DESCRIBE, 10.0.0.7:554)")
                .hasSizeLessThan(600);
    }

    @Test
    void aSessionsNameThatChangesBetweenSetupsStaysTheFirst() {
        String two = Dialogue.SDP + "m=video 0 RTP/AVP 97\na=rtpmap:97 H264/90000\na=control:t2\n";
        Dialogue camera = new Dialogue(
                        SessionConfig.of(RtspUri.parse(URI)).tracks(TrackSelection.all()))
                .connect();
        camera.expect("OPTIONS").answer("200 OK");
        camera.expect("DESCRIBE").describe(two);
        camera.expect("SETUP").answer("200 OK", "Session: first");
        camera.expect("SETUP").answer("200 OK", "Session: second");
        camera.expect("PLAY");
        assertThat(camera.request().headers().first("Session")).isEqualTo("first");
    }

    @Test
    void hikvisionRefusesBasicWithMoreHeadersThanItNeeds() {
        Dialogue camera = Dialogue.connected("rtsp://joe:pw@10.0.0.7/s");
        camera.expect("OPTIONS").answer("401 No", "WWW-Authenticate: Basic realm=\"r\"");
        camera.expect("OPTIONS").answer("200 OK").expect("DESCRIBE");
        assertThat(camera.request().headers().size())
                .as("CSeq, User-Agent, Accept, Authorization")
                .isEqualTo(4);
    }

    @Test
    void go2rtc235RefusesWhoDoesNotSayWhatItIs() {
        Dialogue camera = Dialogue.playing("OPTIONS", "1");
        camera.session.leave(camera.now);
        camera.expect("TEARDOWN");
        camera.seen.stream()
                .filter(SessionAction.Send.class::isInstance)
                .map(action -> ((SessionAction.Send) action).message())
                .forEach(message ->
                        assertThat(message.headers().first("User-Agent")).isNotEmpty());
    }

    @Test
    void whatTheAnswerToPlaySaysOfPacketsIsNotNeeded() {
        for (String info : List.of(
                "url=rtsp://10.0.0.7/s/track1;seq=0;rtptime=0",
                "url=trackID=1;seq=1;rtptime=4294967296000;",
                ";;;",
                "url=x;seq=;rtptime=-1, url=")) {
            Dialogue camera = Dialogue.connected(URI);
            camera.expect("OPTIONS").answer("200 OK");
            camera.expect("DESCRIBE").describe(Dialogue.SDP);
            camera.expect("SETUP").answer("200 OK", "Session: 1").expect("PLAY");
            camera.answer("200 OK", "RTP-Info: " + info);
            assertThat(camera.session.stage()).isEqualTo(Stage.FIRST_PACKET);
        }
    }

    @Test
    void aCameraThatIsFullSaysWhenToComeAgain() {
        RtspStatusException full = refusedAtSetUp("453 Not Enough Bandwidth");
        assertThat(full.refusal()).isEqualTo(Refusal.BUSY);
        assertThat(full).hasMessageContaining("allows no more sessions");
        assertThat(full.retryAfter()).isNull();
        RtspStatusException busy = refusedAtSetUp("503 Service Unavailable", "Retry-After: 120");
        assertThat(busy.refusal()).isEqualTo(Refusal.BUSY);
        assertThat(busy.retryAfter()).isEqualTo(Duration.ofMinutes(2));
        assertThat(refusedAtSetUp("503 No", "Retry-After: Fri, 31 Dec 1999 23:59:59 GMT")
                        .retryAfter())
                .isNull();
        assertThat(refusedAtSetUp("454 Session Not Found").refusal())
                .isEqualTo(Refusal.SESSION_LOST);
        assertThat(refusedAtSetUp("461 Unsupported Transport").refusal())
                .isEqualTo(Refusal.TRANSPORT);
    }

    private static RtspStatusException refusedAtSetUp(String status, String... headers) {
        Dialogue camera = Dialogue.connected(URI);
        camera.expect("OPTIONS").answer("200 OK");
        camera.expect("DESCRIBE").describe(Dialogue.SDP);
        camera.expect("SETUP").answer(status, headers);
        return (RtspStatusException) camera.failure();
    }

    @Test
    void anErrorSaysHowLongItTookAndWhatWasHeardLastWithoutSecrets() {
        Dialogue camera = Dialogue.connected("rtsp://joe:topsecret@10.0.0.7/s");
        camera.pass(Duration.ofSeconds(2));
        camera.expect("OPTIONS").answer("200 OK");
        camera.expect("DESCRIBE").answer("404 Not Found", "X-Tried: joe/topsecret");
        RtspException error = camera.failure();
        assertThat(error.elapsed()).isEqualTo(Duration.ofSeconds(2));
        assertThat(error.lastHeard()).startsWith("404 Not Found").doesNotContain("topsecret");
    }

    @Test
    void anErrorBeforeAnythingWasHeardSaysNothingOfIt() {
        Dialogue camera = Dialogue.with(URI);
        camera.session.onDisconnected(null, camera.now);
        assertThat(camera.failure().lastHeard()).isEmpty();
    }

    @Test
    void keepAlivesMayBeGivenForACameraThatListsWhatItDoesNotBear() {
        SessionConfig config = SessionConfig.of(RtspUri.parse(URI))
                .keepAliveMethod(RtspMethod.OPTIONS)
                .keepAliveInterval(Duration.ofSeconds(7));
        Dialogue camera = new Dialogue(config).connect();
        camera.expect("OPTIONS").answer("200 OK", "Public: GET_PARAMETER, SET_PARAMETER");
        camera.expect("DESCRIBE").describe(Dialogue.SDP);
        camera.expect("SETUP").answer("200 OK", "Session: 1;timeout=60").expect("PLAY");
        camera.answer("200 OK");
        camera.session.onMedia(camera.now);
        camera.session.onKeyFrame(camera.now);
        camera.pass(Duration.ofSeconds(7)).expect("OPTIONS").answer("500 What?");
        camera.session.onMedia(camera.now);
        camera.pass(Duration.ofSeconds(7)).expect("OPTIONS");
    }

    @Test
    void gortsplib1387KeepAlivesGoToTheBaseOfTheSession() {
        Dialogue camera = Dialogue.connected(URI);
        camera.expect("OPTIONS").answer("200 OK");
        camera.expect("DESCRIBE").describe(Dialogue.SDP, "Content-Base: rtsp://10.0.0.7/base/");
        camera.expect("SETUP").answer("200 OK", "Session: 1;timeout=10").expect("PLAY");
        camera.answer("200 OK");
        camera.session.onMedia(camera.now);
        camera.session.onKeyFrame(camera.now);
        camera.pass(Duration.ofSeconds(5)).expect("OPTIONS");
        assertThat(camera.request().uri()).isEqualTo("rtsp://10.0.0.7/base/");
    }

    @Test
    void vlcWantsGetParameterAndGwSecurityDislikesIt() {
        Dialogue vlc = Dialogue.playing("OPTIONS, GET_PARAMETER", "1;timeout=10");
        vlc.pass(Duration.ofSeconds(5)).expect("GET_PARAMETER").answer("200 OK");
        Dialogue gw = Dialogue.playing("OPTIONS, GET_PARAMETER", "1;timeout=10");
        gw.pass(Duration.ofSeconds(5)).expect("GET_PARAMETER").answer("551 Option not supported");
        gw.session.onMedia(gw.now);
        gw.pass(Duration.ofSeconds(5)).expect("OPTIONS").answer("200 OK");
    }

    @Test
    void thingino490ForgetsTheSessionInItsAnswerAndPlaysOn() {
        Dialogue camera = Dialogue.playing("GET_PARAMETER", "1;timeout=10");
        for (int i = 0; i < 20; i++) {
            camera.pass(Duration.ofSeconds(5)).answer("454 Session Not Found");
            camera.session.onMedia(camera.now);
        }
        assertThat(camera.count(SessionAction.Failed.class)).isZero();
        camera.pass(Deadlines.DEFAULT.silence());
        assertThat(camera.failure()).as("media decides").isInstanceOf(RtspTimeoutException.class);
    }
}
