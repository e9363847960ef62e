package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.valkka.frame.Codec;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

/** Against GStreamer's RTSP server: what ffmpeg made comes byte by byte. */
@NoFrameLeaks
class GStreamerFilmTest {

    private static final int PICTURES = 60;

    @Test
    void h264(TestPool pool) {
        ForeignFilm film = ForeignFilm.h264WithAac();
        GStreamerCamera.Setup setup = GStreamerCamera.film(
                film, "h264parse ! rtph264pay pt=96", "aacparse ! rtpmp4gpay pt=97");
        try (GStreamerCamera camera = setup.start()) {
            RtspSource source = RtspSourceTest.source(camera.uri(), pool);
            Played played = Played.pictures(source, PICTURES);
            played.assertNothingWrong(source.counters());
            assertThat(played.codecs()).containsExactly(Codec.H264);
            assertThat(played.size()).isEqualTo("320x180");
            assertThat(film.bytes("v")).startsWith(played.bytes(TrackKind.VIDEO));
        }
    }
}
