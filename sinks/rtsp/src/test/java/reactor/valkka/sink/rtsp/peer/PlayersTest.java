package reactor.valkka.sink.rtsp.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;
import reactor.valkka.operator.Use;
import reactor.valkka.sink.rtsp.BoundRtspServer;
import reactor.valkka.sink.rtsp.RtspServer;
import reactor.valkka.sink.rtsp.UdpBacklog;
import reactor.valkka.source.rtsp.RtspSource;
import reactor.valkka.test.ForeignFilm;
import reactor.valkka.test.Peers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Players of others get what was sent after they came: all of it, and nothing else. */
class PlayersTest {

    private static final double SECONDS = 2;

    private final Path folder;

    PlayersTest(@TempDir Path folder) {
        this.folder = folder;
    }

    static Stream<Arguments> playersAndTransports() {
        return Stream.of(Player.values())
                .flatMap(player ->
                        Stream.of("tcp", "udp").map(transport -> Arguments.of(player, transport)));
    }

    private static <T> T serving(SentFilm film, Function<String, T> playing) {
        BoundRtspServer server =
                RtspServer.create().port(0).mount("/film", film.frames()).bindNow();
        Disposable looking = Flux.interval(Duration.ofMillis(10), Schedulers.boundedElastic())
                .onBackpressureDrop()
                .filter(look -> !server.readers().isEmpty())
                .subscribe(look -> film.watched());
        film.endsBehind(UdpBacklog.taken(
                server, reader -> reader.units() == film.pictures() + film.sounds()));
        try {
            return playing.apply(server.uri("/film").toString());
        } finally {
            looking.dispose();
            server.disposeNow();
        }
    }

    private void plays(Player player, String transport, ForeignFilm film, Player.Codecs codecs) {
        SentFilm sent = SentFilm.beginning(film, SECONDS);
        Recording recording = serving(sent, uri -> player.record(uri, transport, codecs, folder));
        assertIsAllOf(sent, recording.nals(codecs.video()));
        assertThat(sent.sound()).containsSequence(recording.sound());
        assertThat(recording.sound()).isNotEmpty();
    }

    private static void assertIsAllOf(SentFilm sent, List<Bytes> received) {
        assertIsAllFrom(0, sent, received);
        assertThat(received).hasSameSizeAs(sent.nals());
    }

    private static void assertIsAllFrom(int first, SentFilm sent, List<Bytes> received) {
        List<Bytes> wanted = sent.nals();
        int same = 0;
        while (same < received.size()
                && first + same < wanted.size()
                && received.get(same).equals(wanted.get(first + same))) {
            same++;
        }
        assertThat(same)
                .as("NAL units alike from %d on, of %d", first, wanted.size())
                .isEqualTo(received.size());
    }

    @ParameterizedTest
    @MethodSource("playersAndTransports")
    void h264WithAac(Player player, String transport) {
        plays(
                player,
                transport,
                ForeignFilm.h264WithAac(),
                new Player.Codecs(Codec.H264, Codec.AAC));
    }

    @ParameterizedTest
    @MethodSource("playersAndTransports")
    void h265WithPcma(Player player, String transport) {
        plays(
                player,
                transport,
                ForeignFilm.h265WithPcma(),
                new Player.Codecs(Codec.H265, Codec.PCMA));
    }

    @ParameterizedTest
    @MethodSource("playersAndTransports")
    void h264WithOpus(Player player, String transport) {
        plays(
                player,
                transport,
                ForeignFilm.h264WithOpus(),
                new Player.Codecs(Codec.H264, Codec.OPUS));
    }

    static Stream<Arguments> filmsAndTransports() {
        return Stream.of("tcp", "udp")
                .flatMap(transport -> Stream.of(
                        Arguments.of(transport, ForeignFilm.h264WithAac(), "h264", "aac"),
                        Arguments.of(transport, ForeignFilm.h264WithOpus(), "h264", "opus"),
                        Arguments.of(transport, ForeignFilm.h265WithPcma(), "hevc", "pcm_alaw"),
                        Arguments.of(transport, ForeignFilm.jpegWithPcmu(), "mjpeg", "pcm_mulaw")));
    }

    @ParameterizedTest
    @MethodSource("filmsAndTransports")
    void ffprobeSeesWhatIsThereAndCountsEveryUnit(
            String transport, ForeignFilm film, String video, String audio) {
        SentFilm sent = SentFilm.beginning(film, SECONDS);
        Peers.Output output = serving(
                sent,
                uri -> Peers.run(
                        Duration.ofSeconds(30),
                        List.of(
                                Peers.require("ffprobe", "ffmpeg").toString(),
                                "-v",
                                "error",
                                "-rtsp_transport",
                                transport,
                                "-count_packets",
                                "-show_entries",
                                "stream=codec_name,width,nb_read_packets",
                                "-of",
                                "csv=p=0",
                                uri)));
        assertThat(output.status()).as(output.text()).isZero();
        assertThat(output.text().lines())
                .containsExactly(video + ",320," + sent.pictures(), audio + "," + sent.sounds());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    void whoComesLateBeginsAtAKeyFrameAndMissesNothingFromThereOn(String transport) {
        SentFilm sent = SentFilm.loop(ForeignFilm.h264WithAac());
        Path file = folder.resolve("late.h264");
        serving(sent, uri -> {
            RtspSource early = RtspSource.create(uri);
            Disposable watching =
                    early.frames().transform(Use.each(frame -> {})).subscribe();
            Awaitility.await().until(() -> sent.pictures() > 60);
            Player.run(Player.ffmpeg(
                    "-rtsp_transport",
                    transport,
                    "-i",
                    uri,
                    "-map",
                    "0:v",
                    "-c",
                    "copy",
                    "-t",
                    "1",
                    file.toString()));
            watching.dispose();
            return file;
        });
        List<Bytes> received = new Recording(file, file).nals(Codec.H264);
        assertThat(received).hasSizeGreaterThan(25);
        int first = sent.nals().indexOf(received.get(0));
        assertThat(sent.firstOfKeyFrames()).contains(first);
        assertIsAllFrom(first, sent, received);
    }
}
