package reactor.valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspUri;

import java.time.Duration;

/** What cameras want to hear while they play, and how they answer it. */
class OddKeepAliveTest {

    private static final String URI = "rtsp://10.0.0.7/s";

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

    @Test
    void mediamtx449And698EndSessionsAfterTwentyOrThirtySeconds() {
        assertThat(secondsToKeepAlive("1;timeout=20")).isEqualTo(10);
        assertThat(secondsToKeepAlive("1;timeout=30")).isEqualTo(15);
    }

    @Test
    void axis235NamesNoTimeoutAndMeansOneMinute() {
        assertThat(secondsToKeepAlive("1")).isEqualTo(30);
        assertThat(secondsToKeepAlive("1;timeout=")).isEqualTo(30);
        assertThat(secondsToKeepAlive("1;timeout=0")).isEqualTo(30);
    }

    private static long secondsToKeepAlive(String session) {
        Dialogue camera = Dialogue.playing("OPTIONS", session);
        camera.collect();
        long sent = camera.count(SessionAction.Send.class);
        long seconds = 0;
        while (camera.count(SessionAction.Send.class) == sent && seconds < 100) {
            camera.session.onMedia(camera.now);
            camera.pass(Duration.ofSeconds(1));
            seconds++;
        }
        return seconds;
    }

    @Test
    void zlm642ListsGetParameterAndNeverAnswersIt() {
        Dialogue camera = Dialogue.playing("OPTIONS, GET_PARAMETER", "1;timeout=10");
        camera.pass(Duration.ofSeconds(5)).expect("GET_PARAMETER");
        camera.session.onMedia(camera.now);
        camera.pass(Duration.ofSeconds(5)).expect("OPTIONS").answer("200 OK");
        camera.session.onMedia(camera.now);
        camera.pass(Duration.ofSeconds(5)).expect("OPTIONS").answer("200 OK");
        assertThat(camera.count(SessionAction.KeepAliveFailed.class)).isEqualTo(1);
        assertThat(camera.count(SessionAction.Failed.class)).isZero();
    }

    @Test
    void gortsplib1378NeverAnswersAnyOfThem() {
        Dialogue camera = Dialogue.playing("OPTIONS, GET_PARAMETER", "1;timeout=10");
        for (int i = 0; i < 60; i++) {
            camera.session.onMedia(camera.now);
            camera.pass(Duration.ofSeconds(5));
        }
        assertThat(camera.count(SessionAction.Failed.class)).isZero();
        assertThat(camera.session.stage()).isEqualTo(Stage.PLAYING);
    }

    @Test
    void mediamtx1403ArloWantsAReceiverReportEveryFiveSeconds() {
        Dialogue camera = Dialogue.playing("OPTIONS", "1;timeout=60");
        for (int i = 0; i < 60; i++) {
            long before = camera.count(SessionAction.Report.class);
            camera.session.onMedia(camera.now);
            camera.pass(Duration.ofSeconds(5));
            assertThat(camera.count(SessionAction.Report.class)).isGreaterThan(before);
        }
    }
}
