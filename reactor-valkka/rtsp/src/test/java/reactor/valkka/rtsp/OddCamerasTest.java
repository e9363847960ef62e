package reactor.valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

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
}
