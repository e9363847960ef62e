package reactor.valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.valkka.media.rtsp.Authenticator.Verdict;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspUri;

import java.io.IOException;

/** Sessions that go on over another connection. */
class RedirectsTest {

    private static final String CHALLENGE = "WWW-Authenticate: Digest realm=\"r\", nonce=\"n";

    private static Dialogue at(RedirectPolicy policy) {
        SessionConfig config = SessionConfig.of(RtspUri.parse("rtsp://joe:pw@10.0.0.7/s"));
        return new Dialogue(config.redirects(policy)).connect();
    }

    private static Dialogue moved(Dialogue camera, String status, String location) {
        camera.expect("OPTIONS").answer("200 OK");
        camera.expect("DESCRIBE").answer(status, "Location: " + location);
        return camera;
    }

    @Test
    void goesWhereTheCameraSaysItsStreamIs() {
        Dialogue camera = moved(
                at(RedirectPolicy.DEFAULT), "302 Moved Temporarily", "rtsp://10.0.0.8:8554/other");
        SessionAction.Connect connect = camera.last(SessionAction.Connect.class);
        assertThat(connect.uri().peer()).isEqualTo("10.0.0.8:8554");
        assertThat(connect.reason()).isEqualTo(ConnectReason.MOVED);
        camera.connect().expect("OPTIONS");
        assertThat(camera.request().uri()).isEqualTo("rtsp://10.0.0.8:8554/other");
        camera.answer("200 OK").expect("DESCRIBE").describe(Dialogue.SDP).expect("SETUP");
        assertThat(camera.request().uri()).isEqualTo("rtsp://10.0.0.8:8554/other/track1");
    }

    @Test
    void aPathAloneIsOnTheSameHost() {
        Dialogue camera = moved(at(RedirectPolicy.DEFAULT), "301 Moved Permanently", "/main");
        camera.connect().expect("OPTIONS");
        assertThat(camera.request().uri()).isEqualTo("rtsp://10.0.0.7/main");
    }

    @Test
    void anotherHostGetsNoCredentialsUnlessItIsAllowed() {
        Dialogue camera = moved(at(RedirectPolicy.DEFAULT), "302 Moved", "rtsp://10.0.0.8/s");
        camera.connect().expect("OPTIONS").answer("401 No", CHALLENGE + "1\"");
        assertThat(((RtspAuthenticationException) camera.failure()).verdict())
                .isEqualTo(Verdict.MISSING);
        Dialogue trusted =
                moved(at(RedirectPolicy.WITH_CREDENTIALS), "302 Moved", "rtsp://10.0.0.8/s");
        trusted.connect().expect("OPTIONS").answer("401 No", CHALLENGE + "1\"").expect("OPTIONS");
        assertThat(trusted.request().headers().first("Authorization")).isNotNull();
    }

    @Test
    void credentialsInTheNewAddressAreForIt() {
        Dialogue camera =
                moved(at(RedirectPolicy.DEFAULT), "302 Moved", "rtsp://eve:secret@10.0.0.8/s");
        assertThat(camera.last(SessionAction.Connect.class).toString()).doesNotContain("secret");
        camera.connect().expect("OPTIONS").answer("401 No", CHALLENGE + "1\"").expect("OPTIONS");
        assertThat(camera.request().headers().first("Authorization")).contains("\"eve\"");
    }

    @Test
    void aCircleEndsAfterFiveTimes() {
        Dialogue camera = at(RedirectPolicy.DEFAULT);
        for (int i = 0; i < 5; i++) {
            moved(camera, "302 Moved", "rtsp://10.0.0." + i + "/s").connect();
        }
        moved(camera, "302 Moved", "rtsp://10.0.0.9/s");
        assertThat(camera.failure())
                .isInstanceOf(RtspProtocolException.class)
                .hasMessageContaining("redirected 5 times");
    }

    @Test
    void aPlaceThatIsNoneIsARefusal() {
        Dialogue camera = moved(at(RedirectPolicy.DEFAULT), "302 Moved", "http://10.0.0.8/");
        assertThat(((RtspStatusException) camera.failure()).status()).isEqualTo(302);
        Dialogue forbidden = moved(at(RedirectPolicy.REFUSE), "302 Moved", "rtsp://10.0.0.8/");
        assertThat(((RtspStatusException) forbidden.failure()).status()).isEqualTo(302);
    }

    @Test
    void aCameraMaySendUsElsewhereInMidSession() {
        Dialogue camera = Dialogue.playing("OPTIONS", "1");
        camera.session.onMessage(
                RtspRequest.of(RtspMethod.REDIRECT, "*")
                        .header("CSeq", "7")
                        .header("Location", "rtsp://10.0.0.8/s"),
                camera.now);
        camera.expect("TEARDOWN").answer("200 OK");
        assertThat(camera.last(SessionAction.Connect.class).uri().host()).isEqualTo("10.0.0.8");
    }

    @Test
    void aCameraThatClosesWithItsChallengeIsAnsweredOnAnotherConnection() {
        Dialogue camera = at(RedirectPolicy.DEFAULT);
        camera.expect("OPTIONS").answer("401 No", CHALLENGE + "1\"");
        camera.expect("OPTIONS");
        camera.session.onDisconnected(null, camera.now);
        assertThat(camera.last(SessionAction.Connect.class).reason())
                .isEqualTo(ConnectReason.CLOSED_ON_CHALLENGE);
        camera.connect().expect("OPTIONS");
        assertThat(camera.request().headers().first("Authorization")).contains("nonce=\"n1\"");
        camera.answer("401 No", CHALLENGE + "2\"").expect("OPTIONS");
        assertThat(camera.request().headers().first("Authorization")).contains("nonce=\"n2\"");
        camera.answer("200 OK").expect("DESCRIBE");
    }

    @Test
    void aPasswordThatIsRefusedOnTheSecondConnectionIsRefused() {
        Dialogue camera = at(RedirectPolicy.DEFAULT);
        camera.expect("OPTIONS").answer("401 No", CHALLENGE + "1\"").expect("OPTIONS");
        camera.session.onDisconnected(new IOException("reset"), camera.now);
        camera.connect().expect("OPTIONS").answer("401 No", CHALLENGE + "1\"");
        assertThat(((RtspAuthenticationException) camera.failure()).verdict())
                .isEqualTo(Verdict.REFUSED);
    }

    /** Siblings with the same password would be held back for half an hour. */
    @Test
    void aNetworkThatBreaksTwiceDuringAuthenticationIsNoRefusal() {
        Dialogue camera = at(RedirectPolicy.DEFAULT);
        camera.expect("OPTIONS").answer("401 No", CHALLENGE + "1\"").expect("OPTIONS");
        camera.session.onDisconnected(new IOException("reset"), camera.now);
        camera.connect().expect("OPTIONS").answer("401 No", CHALLENGE + "2\"").expect("OPTIONS");
        camera.session.onDisconnected(new IOException("reset"), camera.now);
        assertThat(camera.failure())
                .isInstanceOf(RtspConnectionException.class)
                .hasMessageContaining("reset");
    }
}
