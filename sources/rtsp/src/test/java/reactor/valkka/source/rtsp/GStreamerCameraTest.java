package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.valkka.count.Counter;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.operator.Use;
import reactor.valkka.rtsp.RtspAuthenticationException;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.util.ArrayList;
import java.util.List;

/** Against GStreamer's RTSP server: credentials, and the times of a recorded clip. */
@NoFrameLeaks
class GStreamerCameraTest {

    private static final String PASSWORD = "pa#ss@w%rd/";

    private static GStreamerCamera camera(String scheme) {
        GStreamerCamera.Setup setup = GStreamerCamera.clip(ForeignCamera.resource("clip.mp4"));
        return (scheme.equals("none") ? setup : setup.credentials(scheme, "joe", PASSWORD)).start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "basic", "digest"})
    void playsItsPictures(String scheme, TestPool pool) {
        try (GStreamerCamera camera = camera(scheme)) {
            RtspSource source =
                    RtspSourceTest.source(camera.uri(), pool).credentials("joe", PASSWORD);
            List<String> kinds = new ArrayList<>();
            List<Long> times = new ArrayList<>();
            source.frames()
                    .transform(Use.map(frame -> {
                        if (frame instanceof AccessUnit unit) {
                            kinds.add(unit.isKeyFrame() ? "K" : "P");
                            times.add(unit.pts());
                            assertThat(unit.nals().count()).isPositive();
                        } else {
                            kinds.add("setup " + size((StreamSetup) frame));
                        }
                        return true;
                    }))
                    .take(61)
                    .blockLast(RtspSourceTest.SOON);
            assertThat(kinds).startsWith("setup 320x180", "K", "P");
            assertThat(kinds.stream().filter("K"::equals)).hasSize(3);
            for (int i = 1; i < times.size(); i++) {
                assertThat(times.get(i) - times.get(i - 1)).isBetween(3_590L, 3_610L);
            }
            assertThat(source.counters().get(Counter.PACKETS_LOST)).isZero();
            assertThat(source.counters().get(Counter.PACKETS_MALFORMED)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "basic", "digest"})
    void playsThroughHttp(String scheme, TestPool pool) {
        try (GStreamerCamera camera = camera(scheme)) {
            RtspSource source = RtspSourceTest.source(camera.uri(), pool)
                    .transport(RtspTransport.HTTP)
                    .credentials("joe", PASSWORD);
            Played played = Played.pictures(source, 40);
            played.assertNothingWrong(source.counters());
        }
    }

    private static String size(StreamSetup setup) {
        TrackFormat.Video video = (TrackFormat.Video) setup.tracks().get(0).format();
        return video.width() + "x" + video.height();
    }

    @Test
    void aWrongPasswordIsRefusedOnceAndTyped(TestPool pool) {
        try (GStreamerCamera camera = camera("digest")) {
            RtspSource source =
                    RtspSourceTest.source(camera.uri(), pool).credentials("joe", "wrong");
            assertThatThrownBy(() -> source.frames().blockLast(RtspSourceTest.SOON))
                    .isInstanceOf(RtspAuthenticationException.class)
                    .hasMessageNotContaining("wrong");
        }
    }
}
