package reactor.valkka.sink.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.operator.Use;
import reactor.valkka.rtsp.RtspStatusException;
import reactor.valkka.rtsp.TrackSelection;
import reactor.valkka.source.file.FileSource;
import reactor.valkka.source.rtsp.ReconnectPolicy;
import reactor.valkka.source.rtsp.RtspSource;
import reactor.valkka.source.rtsp.RtspTransport;
import reactor.valkka.test.ForeignFilm;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.Peers;
import reactor.valkka.test.TestPool;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A track that RTP cannot carry costs the others nothing. */
@NoFrameLeaks
@Timeout(60)
class SetAsideTracksTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final StreamId STREAM = StreamId.of("film");
    private static final int PICTURES = 50;
    private static final int GROUP = 25;
    private static final String WHY =
            "track 0, audio AAC: AudioSpecificConfig: expected type, rate and channels, got 96000"
                    + " (byte 1)";

    private final Counters counters = new Counters();
    private final AtomicInteger pictures = new AtomicInteger();
    private TestPool pool;
    private @Nullable BoundRtspServer server;

    @BeforeEach
    void take(TestPool given) {
        pool = given;
    }

    /** Two seconds of it. */
    private Flux<EncodedFrame> film() {
        Flux<EncodedFrame> film = FileSource.of(ForeignFilm.h264WithAac().file()).stream(STREAM)
                .pool(pool.encoded())
                .frames()
                .takeUntil(frame -> frame instanceof AccessUnit unit
                        && unit.header().dts() >= 2L * unit.track().clockRateHz());
        return UnreadableSound.in(film, pool.share(STREAM)).doOnNext(this::count);
    }

    /** By who began at a key frame. */
    private Mono<EncodedFrame> taken() {
        return UdpBacklog.taken(
                        Objects.requireNonNull(server),
                        reader -> reader.units() > 0
                                && (pictures.get() - reader.units()) % GROUP == 0)
                .then(Mono.empty());
    }

    private void count(EncodedFrame frame) {
        if (frame instanceof AccessUnit unit && unit.track().kind() == TrackKind.VIDEO) {
            pictures.incrementAndGet();
        }
    }

    private static Flux<EncodedFrame> onlySound() {
        TrackFormat format = new TrackFormat.Audio(44_100, 2);
        Track sound = new Track(0, Codec.AAC, 44_100, List.of(), format);
        EncodedFrame setup = UnreadableSound.of(StreamSetup.of(STREAM, Pacing.LIVE, sound));
        return Flux.just(setup).concatWith(Flux.never());
    }

    private void serving(Flux<EncodedFrame> frames, Consumer<BoundRtspServer> use) {
        BoundRtspServer serving = RtspServer.create()
                .port(0)
                .counters(counters)
                .mount(RtspMount.of("/film", frames))
                .bindNow();
        server = serving;
        try {
            use.accept(serving);
        } finally {
            serving.disposeNow();
        }
    }

    private RtspSource source(BoundRtspServer server, RtspTransport transport) {
        return RtspSource.create(server.uri("/film").toString()).stream(StreamId.of("reader"))
                .counters(counters)
                .pool(pool.encoded())
                .transport(transport)
                .tracks(TrackSelection.all())
                .reconnect(ReconnectPolicy.never());
    }

    private static Peers.Output ffprobe(BoundRtspServer server, String transport) {
        String program = Peers.require("ffprobe", "ffmpeg").toString();
        String options = " -v error -rtsp_transport " + transport + " -count_packets"
                + " -show_entries stream=codec_name,width,nb_read_packets -of csv=p=0 ";
        return Peers.run(SOON, List.of((program + options + server.uri("/film")).split(" ")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    void ffprobeSeesTheTrackThatIsLeftAndCountsEveryUnitFromAKeyFrameOn(String transport) {
        serving(film().concatWith(Mono.defer(this::taken)), server -> {
            Peers.Output output = ffprobe(server, transport);

            assertThat(output.status()).as(output.text()).isZero();
            assertThat(output.text()).startsWith("h264,320,").hasLineCount(1);
            int counted = Integer.parseInt(output.text().strip().substring("h264,320,".length()));
            assertThat(counted).isPositive();
            assertThat(pictures.get() - counted).isNotNegative();
            assertThat((pictures.get() - counted) % GROUP).isZero();
        });
        assertThat(counters.of(STREAM).get(Counter.TRACKS_SET_ASIDE)).isEqualTo(1);
        assertThat(counters.of(STREAM).get(Counter.UNITS_DAMAGED)).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = RtspTransport.class,
            names = {"TCP", "UDP"})
    void ourClientGetsTheTrackThatIsLeftAndTheServerSaysWhichIsNot(RtspTransport transport) {
        serving(film().concatWith(Flux.never()), server -> {
            assertThat(server.tracksSetAside("/film")).isEmpty();

            Long received = source(server, transport)
                    .frames()
                    .ofType(AccessUnit.class)
                    .take(PICTURES)
                    .transform(Use.map(unit -> {
                        assertThat(unit.setup().tracks()).hasSize(1);
                        assertThat(unit.track().kind()).isEqualTo(TrackKind.VIDEO);
                        assertThat(server.tracksSetAside("film/")).containsExactly(WHY);
                        return unit.pts();
                    }))
                    .count()
                    .block(SOON);

            assertThat(received).isEqualTo(PICTURES);
        });
        assertThat(counters.of(StreamId.of("reader")).get(Counter.PACKETS_LOST)).isZero();
    }

    @Test
    void whereNoTrackIsLeftClientsAreToldSoInTheStatusLine() {
        serving(onlySound(), server -> {
            RtspSource source = source(server, RtspTransport.TCP);
            assertThatExceptionOfType(RtspStatusException.class)
                    .isThrownBy(
                            () -> source.frames().transform(Use.each(f -> {})).blockLast(SOON))
                    .matches(failure -> failure.status() == 415);

            assertThat(ffprobe(server, "tcp").text())
                    .contains("415 RTP Can Carry None Of Its Tracks");
            try (RawClient client = new RawClient(server.port())) {
                RtspResponse answer = client.ask("DESCRIBE", server.uri("/film").toString());
                assertThat(answer.status()).isEqualTo(415);
                assertThat(client.ask("OPTIONS", "*").status()).isEqualTo(200);
            }
            assertThat(server.tracksSetAside("/film")).containsExactly(WHY);
        });
        assertThat(counters.of(STREAM).get(Counter.TRACKS_SET_ASIDE)).isEqualTo(1);
    }

    @Test
    void aGroupGetsTheTracksThatAreLeft() {
        int port = 12_000 + 4 * ThreadLocalRandom.current().nextInt(1_500);
        MulticastSender sender =
                MulticastSender.create("239.255.7.9", port).network("lo").counters(counters);
        String sdp = Mono.zip(sender.sdp(), sender.consume(film()).thenReturn(true))
                .map(both -> both.getT1())
                .block(SOON);

        assertThat(Objects.requireNonNull(sdp)).contains("m=video").doesNotContain("m=audio");
        assertThat(counters.of(STREAM).get(Counter.TRACKS_SET_ASIDE)).isEqualTo(1);
    }

    @Test
    void aGroupOfWhichNoTrackIsLeftFails() {
        MulticastSender sender =
                MulticastSender.create("239.255.7.9", 12_000).network("lo").counters(counters);

        assertThatExceptionOfType(MulticastException.class)
                .isThrownBy(() -> sender.consume(onlySound()).block(SOON))
                .withMessageContaining("RTP can carry no track of film: " + WHY);
    }
}
