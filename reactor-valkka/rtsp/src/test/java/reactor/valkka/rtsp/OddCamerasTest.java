package reactor.valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.valkka.media.rtsp.RtspUri;

import java.time.Duration;

/** What cameras do that the standard does not say, and that costs them nothing with us. */
class OddCamerasTest {

    private static final String URI = "rtsp://10.0.0.7/s";

    @Test
    void anotherSessionInTheAnswerToPlayIsTheFirstAndItsTimeoutCounts() {
        Dialogue camera = Dialogue.connected(URI);
        camera.expect("OPTIONS").answer("200 OK");
        camera.expect("DESCRIBE").describe(Dialogue.SDP);
        camera.expect("SETUP").answer("200 OK", "Session: 1");
        camera.expect("PLAY").answer("200 OK", "Session: 2;timeout=20");
        camera.session.onMedia(camera.now);
        camera.session.onKeyFrame(camera.now);
        camera.pass(Duration.ofSeconds(9)).session.onMedia(camera.now);
        camera.pass(Duration.ofSeconds(1));
        camera.expect("OPTIONS");
        assertThat(camera.request().headers().first("Session")).isEqualTo("1");
    }

    @Test
    void aSessionThatIsNamedByTheAnswerToPlayAloneIsKnownFromThenOn() {
        Dialogue camera = Dialogue.connected(URI);
        camera.expect("OPTIONS").answer("200 OK");
        camera.expect("DESCRIBE").describe(Dialogue.SDP);
        camera.expect("SETUP").answer("200 OK").expect("PLAY");
        assertThat(camera.request().headers().first("Session")).isNull();
        camera.answer("200 OK", "Session: 7").session.leave(camera.now);
        camera.expect("TEARDOWN");
        assertThat(camera.request().headers().first("Session")).isEqualTo("7");
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
        assertThat(refusedAtSetUp(
                                "503 No",
                                "Date: Sat, 01 Jan 2000 00:00:30 GMT",
                                "Retry-After: Sat, 01 Jan 2000 00:02:00 GMT")
                        .retryAfter())
                .isEqualTo(Duration.ofSeconds(90));
        assertThat(refusedAtSetUp("503 No", "Retry-After: 5 (lunch); duration=9")
                        .retryAfter())
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(refusedAtSetUp("503 No", "Retry-After: 99999999").retryAfter())
                .isEqualTo(Duration.ofDays(1));
        assertThat(refusedAtSetUp("503 No", "Retry-After: soon").retryAfter()).isNull();
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
    void hikvisionDs2Cd2032AndTapoC320WsNameFirstPacketsThatAreNone() {
        playsOnAfter("url=rtsp://10.0.0.7/s/track1;seq=0;rtptime=0");
        playsOnAfter("url=rtsp://10.0.0.7/s/track1;seq=1;rtptime=0");
    }

    @Test
    void omnyNamesATimeThatNoPacketCanHave() {
        playsOnAfter("url=trackID=1;seq=1;rtptime=4294967296000");
        playsOnAfter("url=trackID=1;seq=17;rtptime=-1");
        playsOnAfter("url=trackID=1;seq=;rtptime=now");
    }

    @Test
    void laureiiEndsWithASemicolon() {
        playsOnAfter("url=trackID=1;seq=1;rtptime=5;");
        playsOnAfter(";;;");
    }

    @Test
    void mediamtx336ReolinkNamesItsSourceWithThePackets() {
        playsOnAfter("url=rtsp://10.0.0.7/s/track1;seq=35243;rtptime=717574556;ssrc=50E0FA12");
    }

    private static void playsOnAfter(String firstPackets) {
        Dialogue camera = Dialogue.connected(URI);
        camera.expect("OPTIONS").answer("200 OK");
        camera.expect("DESCRIBE").describe(Dialogue.SDP);
        camera.expect("SETUP").answer("200 OK", "Session: 1").expect("PLAY");
        camera.answer("200 OK", "RTP-Info: " + firstPackets);
        assertThat(camera.session.stage()).isEqualTo(Stage.FIRST_PACKET);
    }

    @Test
    void hikvisionWantsToDescribeItselfOnEachConnectionBeforeSetUp() {
        SessionConfig config = SessionConfig.of(RtspUri.parse(URI))
                .transports(TransportKind.MULTICAST, TransportKind.TCP);
        Dialogue camera = new Dialogue(config).connect();
        for (int connection = 1; connection <= 2; connection++) {
            camera.expect("OPTIONS").answer("200 OK");
            camera.expect("DESCRIBE").describe(Dialogue.SDP).expect("SETUP");
            if (connection == 1) {
                String group = "Transport: RTP/AVP;multicast;destination=239.1.1.1;port=5000-5001";
                camera.answer("200 OK", "Session: 1", group).joined();
                camera.expect("PLAY").answer("200 OK");
                camera.pass(config.transportTrial()).expect("TEARDOWN").answer("200 OK");
                camera.connect();
            }
        }
    }

    @Test
    void mediamtx1118UnidenSds200NamesASourceThatIsNone() {
        Dialogue camera = Dialogue.connected(URI);
        camera.expect("OPTIONS").answer("200 OK");
        camera.expect("DESCRIBE").describe(Dialogue.SDP);
        String odd = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1;ssrc=nonsense";
        camera.expect("SETUP").answer("200 OK", "Session: 1", odd).expect("PLAY");
        assertThat(camera.tracks().get(0).granted().ssrc()).isNull();
    }

    @Test
    void aUrlThatACameraCannotReadIsTriedWithItsOtherMeaning() {
        Dialogue camera = Dialogue.connected("rtsp://10.0.0.7/a/b");
        camera.expect("OPTIONS").answer("200 OK");
        camera.expect("DESCRIBE").describe(Dialogue.SDP).expect("SETUP");
        camera.answer("400 Bad Request").expect("SETUP");
        assertThat(camera.request().uri()).isEqualTo("rtsp://10.0.0.7/a/track1");
        camera.answer("400 Bad Request");
        assertThat(((RtspStatusException) camera.failure()).status()).isEqualTo(400);
    }

    @Test
    void aCameraThatRepeatsThePasswordIsQuotedWithoutIt() {
        Dialogue camera = Dialogue.connected("rtsp://joe:topsecret@10.0.0.7/s");
        camera.expect("OPTIONS").answer("200 OK");
        camera.expect("DESCRIBE").answer("404 nothing for joe:topsecret");
        assertThat(camera.failure().getMessage())
                .contains("404 nothing for joe:***")
                .doesNotContain("topsecret");
        Dialogue other = new Dialogue(
                        SessionConfig.of(RtspUri.parse("rtsp://joe:topsecret@10.0.0.7/s"))
                                .transports(TransportKind.MULTICAST))
                .connect();
        other.expect("OPTIONS").answer("200 OK");
        other.expect("DESCRIBE").describe(Dialogue.SDP);
        other.expect("SETUP")
                .answer("200 OK", "Transport: RTP/AVP;unicast;client_port=4-5;mode=topsecret");
        assertThat(other.failure().getMessage()).contains("mode=***").doesNotContain("topsecret");
    }
}
