package reactor.valkka.sink.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.sink.rtsp.PublicationState.Ended;
import reactor.valkka.sink.rtsp.PublicationState.Reason;
import reactor.valkka.test.FakeCamera;
import reactor.valkka.test.ForeignFilm;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.Peers;
import reactor.valkka.test.TestPool;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Programs of others publish through TLS, with a password, and every unit arrives. */
@NoFrameLeaks
@Timeout(120)
class SecuredPublishersTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Counters counters = new Counters();
    private Path chain;
    private Path key;
    private RtspPublication live;

    @BeforeEach
    void prepare(TestPool pool, @TempDir Path folder) throws IOException {
        chain = folder.resolve("chain.pem");
        key = folder.resolve("key.pem");
        FakeCamera.writeCertificate(chain, key);
        live = RtspPublication.at("/live")
                .pool(pool.encoded())
                .counters(counters)
                .credentials("studio", "sesame");
    }

    private BoundRtspServer serve(RtspAuthentication authentication) {
        return RtspServer.create()
                .port(0)
                .counters(counters)
                .tls(chain, key)
                .authentication(authentication)
                .publish(live)
                .bindNow();
    }

    private static String address(BoundRtspServer server, String login) {
        return server.uri("/live").toString().replace("//", "//" + login + '@');
    }

    /** Many a version of it knows no SHA-256. */
    @ParameterizedTest
    @EnumSource(
            value = RtspAuthentication.class,
            names = {"DEFAULT", "DIGEST", "BASIC"})
    void ffmpegPublishesEveryUnitThroughTls(RtspAuthentication authentication) {
        ForeignFilm film = ForeignFilm.h264WithAac();
        BoundRtspServer server = serve(authentication);
        try (ReceivedFilm received = new ReceivedFilm(live.frames())) {
            String address = address(server, "studio:sesame");
            assertThat(address).startsWith("rtsps://studio:sesame@");

            Peers.Output output =
                    Peers.run(SOON, ForeignPublishersTest.ffmpeg(film, "tcp", address));

            assertThat(output.status()).as(output.text()).isZero();
            await().atMost(SOON).until(() -> live.state() instanceof Ended);
            Ended ended = (Ended) live.state();
            assertThat(ended.reason()).isEqualTo(Reason.FAREWELL);
            assertThat(ended.by().user()).isEqualTo("studio");
            assertThat(received.damaged()).isEmpty();
            assertThat(received.bytes(TrackKind.VIDEO)).isEqualTo(film.bytes("v"));
            assertThat(film.bytes("a")).startsWith(received.bytes(TrackKind.AUDIO));
            assertThat(received.bytes(TrackKind.AUDIO)).isNotEmpty();
        } finally {
            server.disposeNow();
        }
    }

    @Test
    void whoGuessesIsRefusedThroughTlsToo() {
        BoundRtspServer server = serve(RtspAuthentication.DEFAULT);
        try {
            Peers.Output output = Peers.run(
                    SOON,
                    ForeignPublishersTest.ffmpeg(
                            ForeignFilm.h264WithAac(), "tcp", address(server, "studio:guess")));

            assertThat(output.status()).isNotZero();
            assertThat(output.text()).contains("401");
            assertThat(live.state()).isEqualTo(new PublicationState.Idle());
            assertThat(counters.of(StreamId.of("rtsp-server-0")).get(Counter.LOGINS_REFUSED))
                    .isPositive();
        } finally {
            server.disposeNow();
        }
    }
}
