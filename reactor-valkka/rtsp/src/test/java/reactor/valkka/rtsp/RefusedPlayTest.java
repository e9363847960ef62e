package reactor.valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import reactor.valkka.media.rtsp.RtspUri;

import java.time.Instant;

/** What cameras have against a PLAY, and how they are asked instead. */
class RefusedPlayTest {

    private static final String URI = "rtsp://10.0.0.7/s";
    private static final String TWO = """
            a=control:*
            m=audio 0 RTP/AVP 0
            a=control:t1
            m=video 0 RTP/AVP 96
            a=rtpmap:96 H264/90000
            a=control:t2
            """;
    private static final String VIDEO_FIRST = """
            m=video 0 RTP/AVP 96
            a=rtpmap:96 H264/90000
            a=control:t1
            m=audio 0 RTP/AVP 0
            a=control:t2
            """;

    private static SessionConfig config() {
        return SessionConfig.of(RtspUri.parse(URI)).tracks(TrackSelection.all());
    }

    private static Dialogue toPlay(SessionConfig config, String sdp, String base) {
        Dialogue camera = new Dialogue(config).connect();
        camera.expect("OPTIONS").answer("200 OK");
        camera.expect("DESCRIBE").describe(sdp, "Content-Base: " + base);
        for (int track = sdp.split("m=", -1).length - 1; track > 0; track--) {
            camera.expect("SETUP").answer("200 OK", "Session: 1");
        }
        return camera.expect("PLAY");
    }

    private static Dialogue toPlay(String sdp) {
        return toPlay(config(), sdp, URI + '/');
    }

    private static @Nullable String range(Dialogue camera) {
        return camera.request().headers().first("Range");
    }

    @Test
    void rtp2httpd323HuaweiRefusesARangeForWhatIsLive() {
        Dialogue camera = toPlay(Dialogue.SDP);
        assertThat(range(camera)).isEqualTo("npt=0.000-");
        camera.answer("457 Invalid Range").expect("PLAY");
        assertThat(range(camera)).isNull();
        camera.answer("200 OK");
        assertThat(camera.count(SessionAction.Playing.class)).isEqualTo(1);
        assertThat(camera.count(SessionAction.Failed.class)).isZero();
    }

    @Test
    void aRangeIsLeftOutOnce() {
        Dialogue camera = toPlay(Dialogue.SDP);
        camera.answer("457 Invalid Range").expect("PLAY").answer("457 Invalid Range");
        assertThat(((RtspStatusException) camera.failure()).status()).isEqualTo(457);
        assertThat(camera.failure()).hasMessageNotContaining("at that time");
    }

    @Test
    void whatARecordingDoesNotHaveIsAnError() {
        Replay replay = Replay.from(Instant.parse("2026-01-02T03:04:05Z"));
        Dialogue camera = toPlay(config().replay(replay), Dialogue.SDP, URI + '/');
        camera.answer("457 Invalid Range");
        assertThat(((RtspStatusException) camera.failure()).status()).isEqualTo(457);
        assertThat(camera.failure()).hasMessageContaining("nothing at that time");
    }

    @Test
    void aCameraThatForbidsAggregatesIsAskedForOneTrackAfterTheOther() {
        Dialogue camera = toPlay(TWO);
        assertThat(camera.request().uri()).isEqualTo(URI + '/');
        camera.answer("459 Aggregate Operation Not Allowed").expect("PLAY");
        assertThat(camera.request().uri()).isEqualTo(URI + "/t1");
        assertThat(range(camera)).isEqualTo("npt=0.000-");
        camera.answer("200 OK").expect("PLAY");
        assertThat(camera.request().uri()).isEqualTo(URI + "/t2");
        assertThat(camera.count(SessionAction.Playing.class)).isZero();
        camera.answer("200 OK");
        assertThat(camera.count(SessionAction.Playing.class)).isEqualTo(1);
        camera.session.leave(camera.now);
        camera.expect("TEARDOWN");
        assertThat(camera.request().uri()).isEqualTo(URI + "/t1");
        camera.answer("200 OK").expect("TEARDOWN");
        assertThat(camera.request().uri()).isEqualTo(URI + "/t2");
        assertThat(camera.closed()).isFalse();
        camera.answer("454 Session Not Found");
        assertThat(camera.closed()).isTrue();
    }

    @Test
    void soundThatMayNotBePlayedCostsNoPictures() {
        Dialogue camera = toPlay(VIDEO_FIRST);
        camera.answer("459 Aggregate Operation Not Allowed").expect("PLAY").answer("200 OK");
        camera.expect("PLAY").answer("455 Method Not Valid in This State");
        assertThat(camera.last(SessionAction.SetAside.class).what())
                .isEqualTo("audio was refused: 455 Method Not Valid in This State");
        assertThat(camera.count(SessionAction.Playing.class)).isEqualTo(1);
    }

    @Test
    void picturesThatMayNotBePlayedAreAnError() {
        Dialogue camera = toPlay(TWO);
        camera.answer("459 Aggregate Operation Not Allowed").expect("PLAY").answer("200 OK");
        camera.expect("PLAY").answer("455 Method Not Valid in This State");
        assertThat(((RtspStatusException) camera.failure()).status()).isEqualTo(455);
        camera.expect("TEARDOWN");
    }

    @Test
    void whereTheWholeHasAnotherAddressThatIsAskedFor() {
        Dialogue camera = toPlay(
                config(), Dialogue.SDP.replace("a=control:*", "a=control:track1"), URI + "/live/");
        assertThat(camera.request().uri()).isEqualTo(URI + "/live/track1");
        camera.answer("460 Only Aggregate Operation Allowed").expect("PLAY");
        assertThat(camera.request().uri()).isEqualTo(URI + "/live/");
        camera.answer("460 Only Aggregate Operation Allowed").expect("PLAY");
        assertThat(camera.request().uri()).isEqualTo(URI);
        camera.answer("460 Only Aggregate Operation Allowed");
        assertThat(((RtspStatusException) camera.failure()).status()).isEqualTo(460);
    }
}
