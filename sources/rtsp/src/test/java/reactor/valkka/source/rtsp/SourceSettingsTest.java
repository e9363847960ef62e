package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

import reactor.core.Disposable;
import reactor.valkka.frame.Frame;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.rtsp.RedirectPolicy;
import reactor.valkka.rtsp.RtspStatusException;
import reactor.valkka.test.CameraScript;
import reactor.valkka.test.FakeCamera;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.time.Duration;
import java.util.List;

/** What a user sets for one odd camera does what it says. */
@NoFrameLeaks
class SourceSettingsTest {

    /** GW Security dislikes GET_PARAMETER, and hangs up before its time-out is over. */
    @Test
    void keepsACameraAliveByTheGivenRequestAndAsOftenAsIsSaid(TestPool pool) {
        CameraScript impatient = CameraScript.usual().requestsWithin(Duration.ofMillis(2_500));
        try (FakeCamera camera = FakeCamera.start(impatient)) {
            RtspSource source = RtspSourceTest.source(camera.uri(), pool)
                    .keepAliveMethod(RtspMethod.SET_PARAMETER)
                    .keepAliveInterval(Duration.ofSeconds(1));
            Disposable playing = source.frames().subscribe(Frame::close);
            await().atMost(RtspSourceTest.SOON).until(() -> kept(camera).size() >= 3);
            assertThat(camera.requests()).doesNotContain("GET_PARAMETER");
            assertThat(camera.connectionsAccepted()).isEqualTo(1);
            playing.dispose();
            await().until(() -> camera.connectionsOpen() == 0);
        }
    }

    private static List<String> kept(FakeCamera camera) {
        return camera.requests().stream().filter("SET_PARAMETER"::equals).toList();
    }

    @Test
    void goesNowhereElseWhereThatIsRefused(TestPool pool) {
        try (FakeCamera there = FakeCamera.start(CameraScript.usual());
                FakeCamera camera =
                        FakeCamera.start(CameraScript.usual().redirecting(there.uri()))) {
            RtspSource source = RtspSourceTest.source(camera.uri(), pool);
            assertThat(RtspSourceTest.take(source, 2)).first().isEqualTo("setup");
            RtspSource staying = source.redirects(RedirectPolicy.REFUSE);
            assertThatThrownBy(() -> RtspSourceTest.take(staying, 1))
                    .isInstanceOfSatisfying(
                            RtspStatusException.class,
                            moved -> assertThat(moved.status()).isEqualTo(302));
            assertThat(there.connectionsAccepted()).isEqualTo(1);
        }
    }

    @Test
    void refusesWhatKeepsNoSessionAlive() {
        RtspSource source = RtspSource.create("rtsp://cam/");
        assertThatThrownBy(() -> source.keepAliveMethod(RtspMethod.TEARDOWN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got TEARDOWN");
        assertThatThrownBy(() -> source.keepAliveInterval(Duration.ofMillis(5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1 s");
    }
}
