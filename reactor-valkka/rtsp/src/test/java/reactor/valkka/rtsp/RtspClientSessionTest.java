package reactor.valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import reactor.valkka.media.rtsp.Authenticator.Verdict;
import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspRequest;

import java.time.Duration;

class RtspClientSessionTest {

    private static final String URI = "rtsp://10.0.0.7/s";

    @Test
    void walksFromOptionsToPlaying() {
        Dialogue camera = Dialogue.connected(URI);
        camera.expect("OPTIONS").answer("200 OK", "Public: OPTIONS, DESCRIBE");
        camera.expect("DESCRIBE");
        assertThat(camera.request().headers().first("Accept")).isEqualTo("application/sdp");
        assertThat(camera.request().headers().first("User-Agent")).isEqualTo("reactor-valkka");
        camera.describe(Dialogue.SDP, "Content-Base: rtsp://10.0.0.7/base/");
        camera.expect("SETUP");
        assertThat(camera.request().uri()).isEqualTo("rtsp://10.0.0.7/base/track1");
        assertThat(camera.request().headers().first("Transport"))
                .isEqualTo("RTP/AVP/TCP;unicast;interleaved=0-1");
        camera.answer("200 OK", "Session: abc;timeout=30", "Transport: RTP/AVP/TCP;interleaved=4");
        camera.expect("PLAY");
        assertThat(camera.request().uri()).isEqualTo("rtsp://10.0.0.7/base/");
        assertThat(camera.request().headers().first("Session")).isEqualTo("abc");
        camera.answer("200 OK");
        assertThat(camera.session.stage()).isEqualTo(Stage.FIRST_PACKET);
        camera.session.onMedia(camera.now);
        assertThat(camera.session.stage()).isEqualTo(Stage.FIRST_KEY_FRAME);
        camera.session.onKeyFrame(camera.now);
        assertThat(camera.session.stage()).isEqualTo(Stage.PLAYING);
        TrackReady track = camera.tracks().get(0);
        assertThat(track.granted().interleaved()).isEqualTo(new PortPair(4, 5));
        assertThat(track.map().payloadType()).isEqualTo(96);
    }

    @Test
    void packetsBeforeTheAnswerToPlayCount() {
        Dialogue camera = Dialogue.connected(URI);
        camera.expect("OPTIONS").answer("200 OK");
        camera.expect("DESCRIBE").describe(Dialogue.SDP);
        camera.expect("SETUP").answer("200 OK", "Session: 1");
        camera.session.onMedia(camera.now);
        camera.session.onKeyFrame(camera.now);
        camera.expect("PLAY").answer("200 OK");
        assertThat(camera.session.stage()).isEqualTo(Stage.PLAYING);
    }

    @Test
    void aKeyFrameMayBeCompleteBeforeItsPacketIsToldOf() {
        Dialogue camera = at(Stage.FIRST_PACKET);
        camera.session.onKeyFrame(camera.now);
        camera.session.onMedia(camera.now);
        assertThat(camera.session.stage()).isEqualTo(Stage.PLAYING);
    }

    @Test
    void answersAChallengeOnceAndGoesOn() {
        Dialogue camera = Dialogue.connected("rtsp://joe:pw@10.0.0.7/s");
        camera.expect("OPTIONS")
                .answer("401 No", "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"");
        camera.expect("OPTIONS");
        assertThat(camera.request().cseq()).isEqualTo(2);
        assertThat(camera.request().headers().first("Authorization"))
                .startsWith("Digest username=\"joe\"")
                .contains("uri=\"rtsp://10.0.0.7/s\"");
        assertThat(camera.count(SessionAction.Authenticating.class)).isEqualTo(1);
        camera.answer("200 OK");
        camera.expect("DESCRIBE");
        assertThat(camera.request().headers().first("Authorization")).isNotNull();
    }

    @Test
    void credentialsThatWereTakenAreToldOfOnce() {
        Dialogue camera = Dialogue.connected("rtsp://joe:pw@10.0.0.7/s");
        camera.expect("OPTIONS").answer("200 OK").expect("DESCRIBE");
        assertThat(camera.count(SessionAction.LoggedIn.class))
                .as("nobody asked")
                .isZero();
        camera.answer("401 No", "WWW-Authenticate: Basic realm=\"r\"").expect("DESCRIBE");
        camera.describe(Dialogue.SDP).expect("SETUP").answer("200 OK", "Session: 1");
        camera.expect("PLAY");
        assertThat(camera.count(SessionAction.LoggedIn.class)).isEqualTo(1);
        assertThat(camera.last(SessionAction.LoggedIn.class).peer()).isEqualTo("10.0.0.7:554");
    }

    @Test
    void whoIsForbiddenAfterALoginHasProvenNothing() {
        Dialogue camera = Dialogue.connected("rtsp://joe:pw@10.0.0.7/s");
        camera.expect("OPTIONS").answer("401 No", "WWW-Authenticate: Basic realm=\"r\"");
        camera.expect("OPTIONS").answer("403 Forbidden").expect("DESCRIBE");
        assertThat(camera.count(SessionAction.LoggedIn.class)).isZero();
    }

    @Test
    void aRefusedPasswordIsNotTriedAgain() {
        Dialogue camera = Dialogue.connected("rtsp://joe:hidden@10.0.0.7/s");
        camera.expect("OPTIONS").answer("401 No", "WWW-Authenticate: Basic realm=\"r\"");
        camera.expect("OPTIONS").answer("401 No", "WWW-Authenticate: Basic realm=\"r\"");
        RtspAuthenticationException error = (RtspAuthenticationException) camera.failure();
        assertThat(error.verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(error).hasMessageNotContaining("hidden");
        assertThat(camera.closed()).isTrue();
    }

    @Test
    void missingCredentialsAreNamed() {
        Dialogue camera = Dialogue.connected(URI);
        camera.expect("OPTIONS").answer("401 No", "WWW-Authenticate: Basic realm=\"r\"");
        RtspAuthenticationException error = (RtspAuthenticationException) camera.failure();
        assertThat(error.verdict()).isEqualTo(Verdict.MISSING);
    }

    @Test
    void aRefusedOptionsIsNoReasonToStop() {
        Dialogue camera = Dialogue.connected(URI);
        camera.expect("OPTIONS").answer("501 What?");
        camera.expect("DESCRIBE");
    }

    @Test
    void aRefusalSaysWhatWasAskedAndWhatCame() {
        Dialogue camera = Dialogue.connected(URI);
        camera.expect("OPTIONS").answer("200 OK");
        camera.expect("DESCRIBE").answer("404 Not Found");
        RtspStatusException error = (RtspStatusException) camera.failure();
        assertThat(error.status()).isEqualTo(404);
        assertThat(error.method()).isEqualTo(RtspMethod.DESCRIBE);
        assertThat(error.cseq()).isEqualTo(2);
        assertThat(error.peer()).isEqualTo("10.0.0.7:554");
        assertThat(error.stage()).isEqualTo(Stage.DESCRIBE);
    }

    @Test
    void aCameraWithNothingForUsSaysWhatItOffers() {
        Dialogue camera = Dialogue.connected(URI);
        camera.expect("OPTIONS").answer("200 OK");
        camera.expect("DESCRIBE").describe("m=video 0 RTP/AVP 33\nm=audio 0 RTP/AVP 0\n");
        assertThat(camera.failure())
                .isInstanceOf(RtspUnsupportedException.class)
                .hasMessageContaining("[video MP2T, audio PCMU]");
    }

    @Test
    void triesTheOtherMeaningOfTheControlUrlWhenTheFirstIsNotFound() {
        Dialogue camera = Dialogue.connected("rtsp://10.0.0.7/a/b");
        camera.expect("OPTIONS").answer("200 OK");
        camera.expect("DESCRIBE").describe(Dialogue.SDP);
        camera.expect("SETUP");
        assertThat(camera.request().uri()).isEqualTo("rtsp://10.0.0.7/a/b/track1");
        camera.answer("404 Not Found");
        camera.expect("SETUP");
        assertThat(camera.request().uri()).isEqualTo("rtsp://10.0.0.7/a/track1");
        camera.answer("404 Not Found");
        assertThat(camera.failure()).isInstanceOf(RtspStatusException.class);
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void everyStageHasItsDeadline(Stage stage) {
        Dialogue camera = at(stage);
        assertThat(camera.session.stage()).isEqualTo(stage);
        Duration allowed = Deadlines.DEFAULT.of(stage);
        camera.pass(allowed.minusMillis(1));
        assertThat(camera.count(SessionAction.Failed.class)).isZero();
        camera.pass(Duration.ofMillis(1));
        RtspTimeoutException error = (RtspTimeoutException) camera.failure();
        assertThat(error.stage()).isEqualTo(stage);
        assertThat(error.deadline()).isEqualTo(allowed);
        assertThat(error.peer()).isEqualTo("10.0.0.7:554");
        assertThat(error.lastStatus()).isEqualTo(stage.compareTo(Stage.SETUP) >= 0 ? 200 : 0);
        camera.pass(Deadlines.DEFAULT.teardown());
        assertThat(camera.closed()).isTrue();
        assertThat(camera.session.wakeNanos()).isEqualTo(Long.MAX_VALUE);
    }

    private static Dialogue at(Stage stage) {
        Dialogue camera = Dialogue.with(URI);
        if (stage.compareTo(Stage.CONNECT) >= 0) {
            camera.session.onResolved(camera.now);
        }
        if (stage.compareTo(Stage.DESCRIBE) >= 0) {
            camera.session.onConnected(camera.now);
            camera.expect("OPTIONS");
        }
        if (stage.compareTo(Stage.SETUP) >= 0) {
            camera.answer("200 OK").expect("DESCRIBE").describe(Dialogue.SDP);
        }
        if (stage.compareTo(Stage.PLAY) >= 0) {
            camera.expect("SETUP").answer("200 OK", "Session: 1");
        }
        if (stage.compareTo(Stage.FIRST_PACKET) >= 0) {
            camera.expect("PLAY").answer("200 OK");
        }
        if (stage.compareTo(Stage.FIRST_KEY_FRAME) >= 0) {
            camera.session.onMedia(camera.now);
        }
        if (stage == Stage.PLAYING) {
            camera.session.onKeyFrame(camera.now);
        }
        return camera;
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void leavingEndsEveryStageInTime(Stage stage) {
        Dialogue camera = at(stage);
        camera.session.leave(camera.now);
        camera.collect();
        boolean hasSession = stage.compareTo(Stage.PLAY) >= 0;
        assertThat(camera.closed()).isEqualTo(!hasSession);
        if (hasSession) {
            camera.expect("TEARDOWN");
            assertThat(camera.request().headers().first("Session")).isEqualTo("1");
        }
        camera.pass(Deadlines.DEFAULT.teardown());
        assertThat(camera.closed()).isTrue();
        assertThat(camera.count(SessionAction.Failed.class)).isZero();
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void aLostConnectionIsOneFailureInEveryStage(Stage stage) {
        Dialogue camera = at(stage);
        camera.session.onDisconnected(new java.io.IOException("gone"), camera.now);
        camera.session.onDisconnected(null, camera.now);
        assertThat(camera.failure())
                .isInstanceOf(RtspConnectionException.class)
                .hasMessageContaining("gone");
        assertThat(camera.count(SessionAction.Failed.class)).isEqualTo(1);
        assertThat(camera.closed()).isTrue();
    }

    @Test
    void closesAsSoonAsTeardownIsAnswered() {
        Dialogue camera = Dialogue.playing("OPTIONS", "1");
        camera.session.leave(camera.now);
        camera.expect("TEARDOWN").answer("200 OK");
        assertThat(camera.closed()).isTrue();
    }

    @Test
    void keepsAliveAtHalfTheTimeoutButNotMoreThanOnceASecond() {
        assertThat(secondsToKeepAlive("1;timeout=20")).isEqualTo(10);
        assertThat(secondsToKeepAlive("1")).isEqualTo(30);
        assertThat(secondsToKeepAlive("1; Timeout = 600 ")).isEqualTo(30);
        assertThat(secondsToKeepAlive("1;timeout=1")).isEqualTo(1);
        assertThat(secondsToKeepAlive("1;timeout=zero")).isEqualTo(30);
    }

    private static int secondsToKeepAlive(String session) {
        Dialogue camera = Dialogue.playing("OPTIONS", session);
        int seconds = 0;
        int sent = requests(camera);
        while (requests(camera) == sent && seconds < 100) {
            camera.session.onMedia(camera.now);
            camera.pass(Duration.ofSeconds(1));
            seconds++;
        }
        return seconds;
    }

    private static int requests(Dialogue camera) {
        camera.collect();
        return (int) camera.seen.stream()
                .filter(a ->
                        a instanceof SessionAction.Send s && s.message() instanceof RtspRequest)
                .count();
    }

    private static void keepMediaComing(Dialogue camera, int seconds) {
        for (int i = 0; i < seconds; i++) {
            camera.session.onMedia(camera.now);
            camera.pass(Duration.ofSeconds(1));
        }
    }

    @Test
    void aRefusedKeepAliveMovesOnToTheNextMethodAndIsNoFailure() {
        Dialogue camera = Dialogue.playing("GET_PARAMETER, SET_PARAMETER, OPTIONS", "1;timeout=10");
        keepMediaComing(camera, 5);
        camera.expect("GET_PARAMETER").answer("454 Session Not Found");
        keepMediaComing(camera, 5);
        camera.expect("OPTIONS").answer("401 No");
        keepMediaComing(camera, 5);
        camera.expect("SET_PARAMETER").answer("200 OK");
        keepMediaComing(camera, 5);
        camera.expect("SET_PARAMETER");
        assertThat(camera.count(SessionAction.KeepAliveFailed.class)).isEqualTo(2);
        assertThat(camera.count(SessionAction.Failed.class)).isZero();
    }

    @Test
    void anUnansweredKeepAliveMovesOnAndIsNoFailure() {
        Dialogue camera = Dialogue.playing("GET_PARAMETER", "1;timeout=10");
        keepMediaComing(camera, 5);
        camera.expect("GET_PARAMETER");
        keepMediaComing(camera, 5);
        camera.expect("OPTIONS");
        assertThat(camera.count(SessionAction.KeepAliveFailed.class)).isEqualTo(1);
        assertThat(camera.count(SessionAction.Failed.class)).isZero();
    }

    @Test
    void aStaleNonceInAKeepAliveIsAnsweredAgain() {
        Dialogue camera = Dialogue.connected("rtsp://joe:pw@10.0.0.7/s");
        String challenge = "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"";
        camera.expect("OPTIONS").answer("401 No", challenge);
        camera.expect("OPTIONS").answer("200 OK");
        camera.expect("DESCRIBE").describe(Dialogue.SDP);
        camera.expect("SETUP").answer("200 OK", "Session: 1;timeout=10");
        camera.expect("PLAY").answer("200 OK");
        keepMediaComing(camera, 5);
        camera.expect("OPTIONS").answer("401 No", challenge + ", stale=true");
        camera.expect("OPTIONS").answer("200 OK");
        assertThat(camera.count(SessionAction.KeepAliveFailed.class)).isZero();
    }

    @Test
    void reportsAtLeastEveryFiveSeconds() {
        Dialogue camera = Dialogue.playing("OPTIONS", "1");
        keepMediaComing(camera, 60);
        assertThat(camera.count(SessionAction.Report.class)).isBetween(12L, 20L);
    }

    @Test
    void answersTheCamerasOwnRequests() {
        Dialogue camera = Dialogue.playing("OPTIONS", "1");
        camera.session.onMessage(
                RtspRequest.of(RtspMethod.OPTIONS, "*").header("CSeq", "77"), camera.now);
        camera.session.onMessage(
                RtspRequest.of(RtspMethod.ANNOUNCE, "*").header("CSeq", "78"), camera.now);
        camera.collect();
        assertThat(camera.seen.toString()).contains("200 OK {CSeq: 77}").contains("501");
    }

    @Test
    void answersToNobodyAreLeftAlone() {
        Dialogue camera = Dialogue.connected(URI);
        camera.expect("OPTIONS");
        camera.session.onMessage(
                reactor.valkka.media.rtsp.RtspResponse.of(404).header("CSeq", "99"), camera.now);
        camera.session.onMessage(
                reactor.valkka.media.rtsp.RtspResponse.of(100).header("CSeq", "1"), camera.now);
        camera.answer("200 OK").expect("DESCRIBE");
    }

    @Test
    void garbageAndGoodbyeAreTypedFailures() {
        Dialogue garbage = Dialogue.connected(URI);
        garbage.session.onGarbage("noise", garbage.now);
        assertThat(garbage.failure()).isInstanceOf(RtspProtocolException.class);
        Dialogue bye = Dialogue.playing("OPTIONS", "1");
        bye.session.onBye(bye.now);
        assertThat(bye.failure()).isInstanceOf(RtspConnectionException.class);
    }
}
