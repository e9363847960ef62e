package reactor.valkka.sink.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.StreamId;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.operator.Use;
import reactor.valkka.rtsp.RtspAuthenticationException;
import reactor.valkka.source.rtsp.ReconnectPolicy;
import reactor.valkka.source.rtsp.RtspSource;
import reactor.valkka.source.rtsp.RtspTransport;
import reactor.valkka.source.rtsp.TlsTrust;
import reactor.valkka.test.FakeCamera;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Passwords and certificates. */
@NoFrameLeaks
@Timeout(60)
class SecuredServerTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String USER = "admin";
    private static final String PASSWORD = "s3cret-Pa55:w/rd";

    private final Counters counters = new Counters();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private TestPool pool;
    private UnitCamera camera;
    private RtspServer settings;

    @BeforeEach
    void start(TestPool given) {
        pool = given;
        camera = new UnitCamera(pool.share(StreamId.of("door")));
        settings = RtspServer.create()
                .port(0)
                .counters(counters)
                .mount(RtspMount.of("/door", camera.frames()).linger(Duration.ZERO));
        log.start();
        logger().setLevel(Level.TRACE);
        logger().addAppender(log);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(RtspServer.class);
    }

    @AfterEach
    void stop() {
        camera.close();
        logger().detachAppender(log);
        logger().setLevel(null);
        assertThat(log.list.toString()).doesNotContain(PASSWORD, "response=", "Basic ");
    }

    private RtspSource source(BoundRtspServer server, String password) {
        return RtspSource.create(server.uri("/door").toString())
                .credentials(Credentials.of(USER, password))
                .stream(StreamId.of("reader"))
                .counters(counters)
                .pool(pool.encoded())
                .transport(RtspTransport.TCP)
                .reconnect(ReconnectPolicy.never());
    }

    private static int read(RtspSource source) {
        Integer last = source.frames()
                .ofType(AccessUnit.class)
                .take(5)
                .transform(Use.map(UnitCamera::number))
                .blockLast(SOON);
        return last == null ? -1 : last;
    }

    @ParameterizedTest
    @EnumSource(RtspAuthentication.class)
    void whoKnowsThePasswordReadsAndWhoDoesNotIsRefused(RtspAuthentication authentication) {
        BoundRtspServer server = settings.credentials(USER, PASSWORD)
                .authentication(authentication)
                .bindNow();
        try {
            assertThat(read(source(server, PASSWORD))).isPositive();
            RtspSource guess = source(server, "guess");
            assertThatExceptionOfType(RtspAuthenticationException.class)
                    .isThrownBy(() -> read(guess));
            assertThat(counters.of(StreamId.of("rtsp-server-0")).get(Counter.LOGINS_REFUSED))
                    .isEqualTo(1);
        } finally {
            server.disposeNow();
        }
    }

    @Test
    void aMountMayHaveAPasswordOfItsOwn() {
        BoundRtspServer server = settings.mount(
                        RtspMount.of("/yard", camera.frames()).credentials("guest", "other"))
                .bindNow();
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.ask("DESCRIBE", server.uri("/door").toString()).status())
                    .isEqualTo(200);
            assertThat(client.ask("DESCRIBE", server.uri("/yard").toString()).status())
                    .isEqualTo(401);
            assertThat(client.ask("DESCRIBE", server.uri("/none").toString()).status())
                    .isEqualTo(404);
        } finally {
            server.disposeNow();
        }
    }

    @Test
    void theWholeDialogueGoesThroughTls(@TempDir Path folder) throws IOException {
        Path chain = folder.resolve("chain.pem");
        Path key = folder.resolve("key.pem");
        FakeCamera.writeCertificate(chain, key);
        BoundRtspServer server =
                settings.tls(chain, key).credentials(USER, PASSWORD).bindNow();
        try {
            assertThat(server.uri("door").getScheme()).isEqualTo("rtsps");
            RtspSource source = source(server, PASSWORD).tls(TlsTrust.anything());
            assertThat(read(source)).isPositive();
            try (RawClient plain = new RawClient(server.port())) {
                plain.write(RawClient.request(1, "OPTIONS", "*"));
                assertThat(plain.isClosedSoon()).isTrue();
            }
        } finally {
            server.disposeNow();
        }
    }

    private List<String> warnings(RtspServer server) {
        log.list.clear();
        server.bindNow().disposeNow();
        return log.list.stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void whatIsOpenToANetworkIsWarnedOf() {
        RtspServer server =
                settings.host("0.0.0.0").publish(RtspPublication.at("/live").pool(pool.encoded()));

        assertThat(warnings(server))
                .singleElement(STRING)
                .matches("No password on 0\\.0\\.0\\.0,"
                        + " port [0-9]+: whoever reaches it may read /door and publish at /live");
        assertThat(warnings(server.credentials(USER, PASSWORD))).isEmpty();
        assertThat(warnings(server.host("127.0.0.1"))).isEmpty();
    }

    @Test
    void whatHasAPasswordOfItsOwnIsNotWarnedOf() {
        RtspMount secret = RtspMount.of("/safe", camera.frames()).credentials(USER, PASSWORD);
        RtspServer server = RtspServer.create().port(0).host("0.0.0.0").mount(secret);
        assertThat(warnings(server)).isEmpty();

        for (int i = 1; i <= 9; i++) {
            server = server.mount("/door" + i, camera.frames());
        }

        assertThat(warnings(server))
                .singleElement(STRING)
                .endsWith("may read /door1, /door2, /door3, /door4, /door5, /door6, /door7, /door8"
                        + " (and 1 more)");
    }

    @Test
    void aCertificateThatCannotBeReadIsNamed(@TempDir Path folder) {
        Path nothing = folder.resolve("none.pem");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.tls(nothing, nothing).bindNow())
                .withMessageContaining("none.pem");
    }
}
