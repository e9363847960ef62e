package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.valkka.frame.Codec;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.rtsp.Deadlines;
import reactor.valkka.rtsp.RtspTimeoutException;
import reactor.valkka.rtsp.TrackSelection;
import reactor.valkka.test.ForeignFilm;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.Peers;
import reactor.valkka.test.TestPool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Against ffmpeg and GStreamer that send plain RTP, to us and to groups: what comes is what is in
 * the film, byte by byte. Groups are sent to by the loopback interface alone, which needs neither a
 * route nor its flag MULTICAST.
 */
@NoFrameLeaks
class SdpForeignTest {

    private static final int PICTURES = 60;
    private static final Duration HALF_A_SECOND = Duration.ofMillis(500);
    private static final String LOOPBACK = "ttl=1&localaddr=127.0.0.1";
    private static final String H264 = "a=rtpmap:96 H264/90000\n";

    private final Path folder;

    SdpForeignTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /** A film again and again, the pictures to a pair of ports, the sound to the next pair. */
    private ForeignCamera ffmpeg(ForeignFilm film, String host, int port, String options) {
        List<String> command = new ArrayList<>(
                List.of(Peers.require("ffmpeg", "ffmpeg").toString(), "-v", "error"));
        command.addAll(List.of("-re", "-stream_loop", "-1", "-i", film.file().toString()));
        command.addAll(List.of("-map", "0:v", "-c", "copy", "-f", "rtp"));
        command.add("rtp://" + host + ':' + port + '?' + options);
        command.addAll(List.of("-map", "0:a", "-c", "copy", "-f", "rtp"));
        command.add("rtp://" + host + ':' + (port + 2) + '?' + options);
        command.addAll(List.of("-sdp_file", file().toString()));
        return new ForeignCamera(command);
    }

    private Path file() {
        return folder.resolve("ffmpeg.sdp");
    }

    /** The description that ffmpeg writes when it begins; until then the source waits for it. */
    private SdpSource described(TestPool pool) {
        return SdpSourceTest.quiet(SdpSource.of(file()), pool)
                .reconnect(ReconnectPolicy.backoff(Duration.ofMillis(50), Duration.ofMillis(100))
                        .refused(Duration.ofMillis(100)))
                .tracks(TrackSelection.videoAndAudio());
    }

    private static Played plays(SdpSource source, ForeignFilm film) {
        Played played = Played.pictures(source, PICTURES);
        played.assertNothingWrong(source.counters());
        assertThat(film.bytesTwice("v")).containsSequence(played.bytes(TrackKind.VIDEO));
        return played;
    }

    private static Played playsBoth(SdpSource source, ForeignFilm film) {
        Played played = plays(source, film);
        assertThat(played.of(TrackKind.AUDIO)).isNotEmpty();
        assertThat(film.bytesTwice("a")).containsSequence(played.bytes(TrackKind.AUDIO));
        return played;
    }

    @Test
    void ffmpegSendsH264AndAac(TestPool pool) {
        ForeignFilm film = ForeignFilm.h264WithAac();
        try (ForeignCamera sender = ffmpeg(film, "127.0.0.1", FreePorts.four(), "")) {
            assertThat(playsBoth(described(pool), film).codecs())
                    .containsExactly(Codec.H264, Codec.AAC);
        }
    }

    @Test
    void ffmpegSendsH265AndPcma(TestPool pool) {
        ForeignFilm film = ForeignFilm.h265WithPcma();
        try (ForeignCamera sender = ffmpeg(film, "127.0.0.1", FreePorts.four(), "")) {
            assertThat(playsBoth(described(pool), film).codecs())
                    .containsExactly(Codec.H265, Codec.PCMA);
        }
    }

    private static String group(int first) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return first + ".255." + random.nextInt(256) + '.' + (1 + random.nextInt(254));
    }

    @Test
    void ffmpegSendsToAGroup(TestPool pool) {
        ForeignFilm film = ForeignFilm.h264WithOpus();
        int port = FreePorts.four();
        try (ForeignCamera sender = ffmpeg(film, group(239), port, LOOPBACK)) {
            assertThat(playsBoth(described(pool).network("lo"), film).codecs())
                    .containsExactly(Codec.H264, Codec.OPUS);
        }
    }

    @Test
    void aGroupIsReceivedFromTheSourceThatIsNamed(TestPool pool) throws IOException {
        ForeignFilm film = ForeignFilm.h264WithAac();
        String group = group(232);
        int port = FreePorts.four();
        try (ForeignCamera sender = ffmpeg(film, group, port, LOOPBACK)) {
            playsBoth(described(pool).network("lo"), film);
            String sdp = Files.readString(file());
            SdpSource wanted = named(sdp, group, "127.0.0.1", pool);
            assertThat(playsBoth(wanted, film).codecs()).contains(Codec.H264);
            SdpSource other =
                    named(sdp, group, "127.0.0.2", pool).deadlines(Deadlines.all(HALF_A_SECOND));
            assertThat(SdpSourceTest.failure(other)).isInstanceOf(RtspTimeoutException.class);
        }
    }

    private static SdpSource named(String sdp, String group, String source, TestPool pool) {
        String filter = "a=source-filter: incl IN IP4 " + group + ' ' + source + "\nt=0 0";
        return SdpSourceTest.quiet(SdpSource.parse(sdp.replace("t=0 0", filter)), pool)
                .tracks(TrackSelection.videoAndAudio())
                .network("lo");
    }

    /** Pictures in H.264, whose parameter sets come in band alone. */
    private static ForeignCamera gstreamer(ForeignFilm film, String host, int port) {
        List<String> command = new ArrayList<>(
                List.of(Peers.require("gst-launch-1.0", "gstreamer1.0-tools").toString(), "-q"));
        command.addAll(List.of("filesrc", "location=" + film.file(), "!", "qtdemux", "!"));
        command.addAll(List.of("h264parse", "!", "rtph264pay", "pt=96", "config-interval=-1", "!"));
        command.addAll(List.of("udpsink", "host=" + host, "port=" + port));
        command.addAll(List.of("multicast-iface=lo", "ttl-mc=1"));
        return new ForeignCamera(command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "239.255.77.8"})
    void gstreamerSendsH264WithoutItsSetsInTheDescription(String host, TestPool pool) {
        ForeignFilm film = ForeignFilm.h264WithAac();
        int port = FreePorts.pair();
        SdpSource source = SdpSourceTest.quiet(
                        SdpSource.parse(
                                "c=IN IP4 " + host + "\nm=video " + port + " RTP/AVP 96\n" + H264),
                        pool)
                .network("lo");
        try (ForeignCamera sender = gstreamer(film, host, port)) {
            assertThat(plays(source, film).size()).isEqualTo("320x180");
        }
    }
}
