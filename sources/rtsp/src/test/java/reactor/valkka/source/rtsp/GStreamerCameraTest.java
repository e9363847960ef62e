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
import reactor.valkka.test.Peers;
import reactor.valkka.test.TestPool;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Against GStreamer's RTSP server. */
@NoFrameLeaks
class GStreamerCameraTest {

    private static final String PYTHON = "/usr/bin/python3";
    private static final String PASSWORD = "pa#ss@w%rd/";
    private static final String IMPORTS = "import gi; gi.require_version('GstRtspServer', '1.0');"
            + " from gi.repository import GstRtspServer";

    private static ForeignCamera camera(String scheme) {
        Peers.Output check = Peers.run(Duration.ofSeconds(20), List.of(PYTHON, "-c", IMPORTS));
        if (check.status() != 0) {
            throw Peers.missing("no GStreamer RTSP server for Python (Debian: python3-gi"
                    + " gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-good"
                    + " gstreamer1.0-plugins-bad)");
        }
        Path script = ForeignCamera.resource("gstreamer_camera.py");
        Path clip = ForeignCamera.resource("clip.mp4");
        return new ForeignCamera(
                List.of(PYTHON, script.toString(), clip.toString(), scheme, "joe", PASSWORD));
    }

    private static String uri(ForeignCamera camera) {
        String line = camera.firstLine();
        assertThat(line).startsWith("port ");
        return "rtsp://127.0.0.1:" + line.substring(5) + "/clip";
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "basic", "digest"})
    void playsItsPictures(String scheme, TestPool pool) {
        try (ForeignCamera camera = camera(scheme)) {
            RtspSource source =
                    RtspSourceTest.source(uri(camera), pool).credentials("joe", PASSWORD);
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

    private static String size(StreamSetup setup) {
        TrackFormat.Video video = (TrackFormat.Video) setup.tracks().get(0).format();
        return video.width() + "x" + video.height();
    }

    @Test
    void aWrongPasswordIsRefusedOnceAndTyped(TestPool pool) {
        try (ForeignCamera camera = camera("digest")) {
            RtspSource source =
                    RtspSourceTest.source(uri(camera), pool).credentials("joe", "wrong");
            assertThatThrownBy(() -> source.frames().blockLast(RtspSourceTest.SOON))
                    .isInstanceOf(RtspAuthenticationException.class)
                    .hasMessageNotContaining("wrong");
        }
    }
}
