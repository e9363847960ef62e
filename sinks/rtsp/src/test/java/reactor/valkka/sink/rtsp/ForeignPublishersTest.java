package reactor.valkka.sink.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.valkka.Overflow;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.operator.Fork;
import reactor.valkka.rtsp.TrackSelection;
import reactor.valkka.sink.rtsp.PublicationState.Ended;
import reactor.valkka.sink.rtsp.PublicationState.Publishing;
import reactor.valkka.sink.rtsp.PublicationState.Reason;
import reactor.valkka.source.rtsp.ReconnectPolicy;
import reactor.valkka.source.rtsp.RtspSource;
import reactor.valkka.test.ForeignFilm;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.Peers;
import reactor.valkka.test.TestPool;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Programs of others publish, and every unit arrives as it is in their film. */
@NoFrameLeaks
class ForeignPublishersTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** Times as fast as the film is meant to be. */
    private static final String RATE = "4";

    private final Counters counters = new Counters();
    private RtspPublication live;
    private Fork<EncodedFrame> pushed;
    private BoundRtspServer server;
    private ReceivedFilm received;

    @BeforeEach
    void start(TestPool pool) {
        serve(RtspPublication.at("/live").pool(pool.encoded()).counters(counters));
    }

    private void serve(RtspPublication publication) {
        live = publication;
        pushed = Fork.of(live.frames());
        server = RtspServer.create()
                .port(0)
                .counters(counters)
                .publish(live)
                .mount(RtspMount.of("/live", pushed).linger(Duration.ZERO))
                .bindNow();
        received = new ReceivedFilm(pushed.branch("test", Overflow.skipToKeyFrame(64)));
    }

    @AfterEach
    void stop() {
        received.close();
        server.disposeNow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    void ffmpegPublishesH264WithReorderedPicturesAndAac(String transport) {
        ForeignFilm film = ForeignFilm.h264WithAac();

        publish(ffmpeg(film, transport));

        awaitEnd(Reason.FAREWELL);
        assertThat(received.codecs()).containsExactly(Codec.H264, Codec.AAC);
        assertIsAll(film);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    void ffmpegPublishesH265AndPcma(String transport) {
        ForeignFilm film = ForeignFilm.h265WithPcma();

        publish(ffmpeg(film, transport));

        awaitEnd(Reason.FAREWELL);
        assertThat(received.codecs()).containsExactly(Codec.H265, Codec.PCMA);
        assertIsAll(film);
    }

    /** It sends AAC as LATM, unless it is told otherwise, which cannot be read here. */
    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    void gstreamerPublishesH264WithReorderedPicturesAndSoundThatIsSetAside(String transport)
            throws IOException {
        ForeignFilm film = ForeignFilm.h264WithAac();

        publishAndLeave(gstreamer(film, transport, "h264parse", "aacparse"));

        assertThat(received.codecs()).containsExactly(Codec.H264);
        assertThat(live.counters().get(Counter.TRACKS_SET_ASIDE)).isEqualTo(1);
        assertIsPictureForPicture(film);
    }

    @Test
    void gstreamerPublishesH265AndPcma() throws IOException {
        ForeignFilm film = ForeignFilm.h265WithPcma();

        publishAndLeave(gstreamer(film, "tcp", "h265parse", "identity"));

        assertThat(received.codecs()).containsExactlyInAnyOrder(Codec.H265, Codec.PCMA);
        assertIsPictureForPicture(film);
        assertThat(film.bytes("a")).containsSequence(received.bytes(TrackKind.AUDIO));
    }

    /** The last pictures may go under when its pipeline is taken apart. */
    private void assertIsPictureForPicture(ForeignFilm film) {
        assertThat(received.damaged()).isEmpty();
        assertThat(film.bytes("v")).startsWith(received.bytes(TrackKind.VIDEO));
        assertThat(received.count(TrackKind.VIDEO))
                .isGreaterThan((ForeignFilm.SECONDS - 1) * ForeignFilm.PICTURES_PER_SECOND);
    }

    /**
     * Its stream may be over long before the program is. At its end GStreamer says goodbye, hangs
     * up without a word, or falls silent where its sound was set aside; what came counts.
     */
    private void publishAndLeave(List<String> command) throws IOException {
        Process publisher = start(command);
        try {
            awaitEnd(Reason.FAREWELL, Reason.SILENT, Reason.CONNECTION_LOST);
        } finally {
            publisher.destroyForcibly();
        }
    }

    @Test
    void whoReadsThePathGetsWhatIsPushedThere(TestPool pool) throws IOException {
        ForeignFilm film = ForeignFilm.h264WithAac();
        Process publisher = start(looping(film, "tcp"));
        try {
            await().atMost(SOON).until(() -> live.state() instanceof Publishing);
            RtspSource source = RtspSource.create(server.uri("/live").toString()).stream(
                            StreamId.of("reader"))
                    .counters(counters)
                    .pool(pool.encoded())
                    .tracks(TrackSelection.videoAndAudio())
                    .reconnect(ReconnectPolicy.never());
            try (ReceivedFilm reader = new ReceivedFilm(source.frames())) {
                int enough = film.bytes("v").length / 4;
                await().atMost(SOON).until(() -> reader.bytes(TrackKind.VIDEO).length > enough);
                quit(publisher);
                assertIsRepeated(film);
                await().atMost(SOON)
                        .until(() -> isEndOf(
                                received.bytes(TrackKind.VIDEO), reader.bytes(TrackKind.VIDEO)));
                assertThat(reader.codecs()).containsExactly(Codec.H264, Codec.AAC);
                assertThat(reader.damaged()).isEmpty();
            }
        } finally {
            publisher.destroyForcibly();
        }
    }

    private static boolean isEndOf(byte[] pushed, byte[] read) {
        int from = pushed.length - read.length;
        return from >= 0 && Arrays.equals(pushed, from, pushed.length, read, 0, read.length);
    }

    @Test
    void aPublisherThatIsKilledIsOverAtOnceAndMayComeAgain() throws IOException {
        ForeignFilm film = ForeignFilm.h264WithAac();
        for (String transport : List.of("tcp", "udp")) {
            Process publisher = start(looping(film, transport));
            await().atMost(SOON).until(() -> live.state() instanceof Publishing);
            publisher.destroyForcibly();
            awaitEnd(Reason.CONNECTION_LOST);
        }

        publish(ffmpeg(film, "tcp"));

        awaitEnd(Reason.FAREWELL);
        assertThat(received.setups()).hasSize(3);
        assertThat(received.setups().get(0).discontinuity()).isFalse();
        assertThat(received.setups().get(2).discontinuity()).isTrue();
        assertThat(received.damaged()).isEmpty();
    }

    @Test
    void aSecondPublisherIsRefusedWithAReason() throws IOException {
        ForeignFilm film = ForeignFilm.h264WithAac();
        Process first = start(looping(film, "tcp"));
        try {
            await().atMost(SOON).until(() -> live.state() instanceof Publishing);

            Peers.Output second = Peers.run(SOON, ffmpeg(film, "tcp"));

            assertThat(second.status()).isNotZero();
            assertThat(second.text()).contains("403");
            quit(first);
            assertIsRepeated(film);
        } finally {
            first.destroyForcibly();
        }
    }

    @Test
    void aSecondPublisherTakesOverWhereItMay(TestPool pool) throws IOException {
        stop();
        serve(RtspPublication.at("live")
                .pool(pool.encoded())
                .counters(counters)
                .takeover(Takeover.REPLACE));
        List<PublicationState> states = new ArrayList<>();
        live.states().subscribe(state -> {
            synchronized (states) {
                states.add(state);
            }
        });
        ForeignFilm film = ForeignFilm.h264WithAac();
        Process first = start(looping(film, "udp"));
        try {
            await().atMost(SOON).until(() -> live.state() instanceof Publishing);

            publish(ffmpeg(film, "tcp"));

            awaitEnd(Reason.FAREWELL);
            synchronized (states) {
                assertThat(states)
                        .anyMatch(state -> state instanceof Ended ended
                                && ended.reason() == Reason.REPLACED
                                && ended.by().transport().equals("UDP"));
            }
        } finally {
            first.destroyForcibly();
        }
    }

    @Test
    void whoPublishesHasToKnowThePassword(TestPool pool) {
        stop();
        serve(RtspPublication.at("live")
                .pool(pool.encoded())
                .counters(counters)
                .credentials("studio", "sesame"));
        ForeignFilm film = ForeignFilm.h264WithAac();

        assertThat(Peers.run(SOON, ffmpeg(film, "tcp")).text()).contains("401");
        assertThat(live.state()).isEqualTo(new PublicationState.Idle());

        String address = server.uri("/live").toString().replace("//", "//studio:sesame@");
        publish(ffmpeg(film, "tcp", address));
        awaitEnd(Reason.FAREWELL);
        assertThat(((Ended) live.state()).by().user()).isEqualTo("studio");
        assertIsAll(film);
    }

    @Test
    void whoDescribesMoreThanIsReadIsToldSo() {
        stop();
        server = RtspServer.create()
                .port(0)
                .counters(counters)
                .limits(RtspServerLimits.DEFAULT.bodyBytes(100))
                .publish(live)
                .bindNow();

        Peers.Output output = Peers.run(SOON, ffmpeg(ForeignFilm.h264WithAac(), "tcp"));

        assertThat(output.status()).isNotZero();
        assertThat(output.text()).contains("413 Request Entity Too Large");
    }

    private void assertIsAll(ForeignFilm film) {
        assertThat(received.damaged()).isEmpty();
        assertThat(live.counters().get(Counter.PACKETS_LOST)).isZero();
        assertThat(live.counters().get(Counter.PACKETS_MALFORMED)).isZero();
        assertThat(received.count(TrackKind.VIDEO))
                .isEqualTo(ForeignFilm.SECONDS * ForeignFilm.PICTURES_PER_SECOND);
        assertThat(received.bytes(TrackKind.VIDEO)).isEqualTo(film.bytes("v"));
        byte[] sound = film.bytes("a");
        byte[] heard = received.bytes(TrackKind.AUDIO);
        assertThat(sound).startsWith(heard);
        // FFmpeg gathers frames of AAC in packets, and never sends those of the last one.
        assertThat(heard.length).isGreaterThan(sound.length - sound.length / 50);
    }

    /** What came begins as the film does, and goes on with it again and again. */
    private void assertIsRepeated(ForeignFilm film) {
        assertThat(received.damaged()).isEmpty();
        assertThat(live.counters().get(Counter.PACKETS_LOST)).isZero();
        assertThat(live.counters().get(Counter.PACKETS_MALFORMED)).isZero();
        for (TrackKind kind : List.of(TrackKind.VIDEO, TrackKind.AUDIO)) {
            byte[] whole = film.bytes(kind == TrackKind.VIDEO ? "v" : "a");
            byte[] came = received.bytes(kind);
            assertThat(came).isNotEmpty();
            for (int at = 0; at < came.length; at += whole.length) {
                byte[] once =
                        Arrays.copyOfRange(came, at, Math.min(at + whole.length, came.length));
                assertThat(whole).startsWith(once);
            }
        }
    }

    private void awaitEnd(Reason... reasons) {
        await().atMost(SOON)
                .until(() -> live.state() instanceof Ended ended
                        && List.of(reasons).contains(ended.reason()));
    }

    private static void publish(List<String> command) {
        Peers.Output output = Peers.run(SOON, command);
        assertThat(output.status()).as(output.text()).isZero();
    }

    private static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** It ends as it does at the end of a film. */
    private void quit(Process looping) throws IOException {
        looping.getOutputStream().write('q');
        looping.getOutputStream().flush();
        awaitEnd(Reason.FAREWELL);
    }

    /** Until it is told to quit. */
    private List<String> looping(ForeignFilm film, String transport) {
        List<String> command = new ArrayList<>(ffmpeg(film, transport));
        command.remove("-nostdin");
        command.addAll(command.indexOf("-readrate"), List.of("-stream_loop", "-1"));
        return command;
    }

    private List<String> ffmpeg(ForeignFilm film, String transport) {
        return ffmpeg(film, transport, server.uri("/live").toString());
    }

    /** Plays a film to an address, faster than it is meant to be. */
    static List<String> ffmpeg(ForeignFilm film, String transport, String address) {
        String program = Peers.require("ffmpeg", "ffmpeg").toString();
        List<String> command = new ArrayList<>(List.of(program, "-v", "error", "-nostdin"));
        command.addAll(List.of("-readrate", RATE, "-i", film.file().toString(), "-c", "copy"));
        command.addAll(List.of("-f", "rtsp", "-rtsp_transport", transport, address));
        return command;
    }

    private List<String> gstreamer(ForeignFilm film, String transport, String video, String audio) {
        String program = Peers.require("gst-launch-1.0", "gstreamer1.0-tools").toString();
        String inspect = Peers.require("gst-inspect-1.0", "gstreamer1.0-tools").toString();
        List<String> asked = List.of(inspect, "--exists", "rtspclientsink");
        if (Peers.run(SOON, asked).status() != 0) {
            throw Peers.missing("no rtspclientsink (Debian: gstreamer1.0-rtsp)");
        }
        String pipeline = "-q rtspclientsink name=sink protocols=" + transport + " location="
                + server.uri("/live") + " filesrc location=" + film.file()
                + " ! qtdemux name=film"
                + " film.video_0 ! queue ! " + video + " ! sink.sink_0"
                + " film.audio_0 ! queue ! " + audio + " ! sink.sink_1";
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(pipeline.split(" ")));
        return command;
    }
}
