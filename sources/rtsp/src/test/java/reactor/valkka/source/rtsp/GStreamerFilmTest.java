package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import reactor.valkka.frame.Codec;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.rtsp.TrackSelection;
import reactor.valkka.test.ForeignFilm;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.util.Arrays;

/** Against GStreamer's RTSP server: what ffmpeg made comes byte by byte. */
@NoFrameLeaks
class GStreamerFilmTest {

    private static final int PICTURES = 60;
    private static final int START_OF_SCAN = 0xDA;

    private static GStreamerCamera.Setup h264WithAac() {
        return GStreamerCamera.film(
                ForeignFilm.h264WithAac(),
                "h264parse ! rtph264pay pt=96",
                "aacparse ! rtpmp4gpay pt=97");
    }

    @Test
    void playsTheFirstVideoAlone(TestPool pool) {
        try (GStreamerCamera camera = h264WithAac().start()) {
            RtspSource source = RtspSourceTest.source(camera.uri(), pool);
            Played played = Played.pictures(source, PICTURES);
            played.assertNothingWrong(source.counters());
            assertThat(played.codecs()).containsExactly(Codec.H264);
            assertThat(ForeignFilm.h264WithAac().bytes("v"))
                    .startsWith(played.bytes(TrackKind.VIDEO));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP", "UDP"})
    void h264AndAac(RtspTransport transport, TestPool pool) {
        Played played = play(h264WithAac(), transport, pool);
        assertThat(played.codecs()).containsExactly(Codec.H264, Codec.AAC);
        assertIsFrom(ForeignFilm.h264WithAac(), played);
    }

    /** The server binds the port of the group for itself, so that it must run elsewhere. */
    @Test
    void h264AndAacToAGroup(TestPool pool) {
        ForeignFilm film = ForeignFilm.h264WithAac();
        GStreamerCamera.Setup setup = h264WithAac().group("239.255.77.6", 15_000);
        try (GStreamerCamera camera = setup.startElsewhere()) {
            Played played = play(camera, RtspTransport.MULTICAST, pool);
            assertThat(played.codecs()).containsExactly(Codec.H264, Codec.AAC);
            // Who joins a group comes in the middle.
            assertThat(film.bytes("v")).containsSequence(played.bytes(TrackKind.VIDEO));
            assertThat(film.bytes("a")).containsSequence(played.bytes(TrackKind.AUDIO));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP", "UDP"})
    void h265AndPcma(RtspTransport transport, TestPool pool) {
        ForeignFilm film = ForeignFilm.h265WithPcma();
        GStreamerCamera.Setup setup =
                GStreamerCamera.film(film, "h265parse ! rtph265pay pt=96", "rtppcmapay pt=8");
        Played played = play(setup, transport, pool);
        assertThat(played.codecs()).containsExactly(Codec.H265, Codec.PCMA);
        assertIsFrom(film, played);
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP", "UDP"})
    void h264AndOpus(RtspTransport transport, TestPool pool) {
        ForeignFilm film = ForeignFilm.h264WithOpus();
        GStreamerCamera.Setup setup = GStreamerCamera.film(
                film, "h264parse ! rtph264pay pt=96", "opusparse ! rtpopuspay pt=97");
        Played played = play(setup, transport, pool);
        assertThat(played.codecs()).containsExactly(Codec.H264, Codec.OPUS);
        assertIsFrom(film, played);
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP", "UDP"})
    void jpegAndPcmu(RtspTransport transport, TestPool pool) {
        ForeignFilm film = ForeignFilm.jpegWithPcmu();
        GStreamerCamera.Setup setup =
                GStreamerCamera.film(film, "jpegparse ! rtpjpegpay pt=26", "rtppcmupay pt=0");
        Played played = play(setup, transport, pool);
        assertThat(played.codecs()).containsExactly(Codec.MJPEG, Codec.PCMU);
        assertThat(film.bytes("a")).containsSequence(played.bytes(TrackKind.AUDIO));
        // RFC 2435 counts lines in blocks of eight.
        assertThat(played.size()).isEqualTo("320x184");
        // It leaves the header out, the receiver writes another one of the same meaning.
        byte[] pictures = film.bytes("v");
        for (byte[] picture : played.of(TrackKind.VIDEO)) {
            assertThat(pictures).containsSequence(scan(picture));
        }
    }

    /** The data of a picture, behind the header of its only scan. */
    private static byte[] scan(byte[] jpeg) {
        for (int i = 2; i < jpeg.length; ) {
            int marker = jpeg[i + 1] & 0xFF;
            i += 2 + ((jpeg[i + 2] & 0xFF) << 8 | (jpeg[i + 3] & 0xFF));
            if (marker == START_OF_SCAN) {
                return Arrays.copyOfRange(jpeg, i, jpeg.length);
            }
        }
        throw new AssertionError("no scan in a picture of " + jpeg.length + " bytes");
    }

    private static Played play(
            GStreamerCamera.Setup setup, RtspTransport transport, TestPool pool) {
        try (GStreamerCamera camera = setup.start()) {
            return play(camera, transport, pool);
        }
    }

    private static Played play(GStreamerCamera camera, RtspTransport transport, TestPool pool) {
        RtspSource source = RtspSourceTest.source(camera.uri(), pool)
                .transport(transport)
                .tracks(TrackSelection.videoAndAudio());
        Played played = Played.pictures(source, PICTURES);
        played.assertNothingWrong(source.counters());
        assertThat(played.of(TrackKind.AUDIO)).isNotEmpty();
        return played;
    }

    /** Sound that came before the first picture is not passed on. */
    private static void assertIsFrom(ForeignFilm film, Played played) {
        assertThat(played.size()).isEqualTo("320x180");
        assertThat(film.bytes("v")).startsWith(played.bytes(TrackKind.VIDEO));
        assertThat(film.bytes("a")).containsSequence(played.bytes(TrackKind.AUDIO));
    }
}
