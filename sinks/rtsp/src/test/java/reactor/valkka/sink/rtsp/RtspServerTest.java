package reactor.valkka.sink.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.valkka.ServerBindException;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.StreamId;
import reactor.valkka.operator.Fork;
import reactor.valkka.operator.Use;
import reactor.valkka.rtsp.RtspStatusException;
import reactor.valkka.source.rtsp.ReconnectPolicy;
import reactor.valkka.source.rtsp.RtspSource;
import reactor.valkka.source.rtsp.RtspTransport;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

@NoFrameLeaks
class RtspServerTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Counters counters = new Counters();
    private UnitCamera camera;
    private BoundRtspServer server;
    private TestPool pool;

    @BeforeEach
    void start(TestPool given) {
        pool = given;
        camera = new UnitCamera(pool.share(StreamId.of("door")));
        server = RtspServer.create()
                .port(0)
                .counters(counters)
                .mount(RtspMount.of("/door", camera.frames()).linger(Duration.ZERO))
                .bindNow();
    }

    @AfterEach
    void stop() {
        server.disposeNow();
        camera.close();
    }

    private RtspSource source(String path, RtspTransport transport) {
        return RtspSource.create(server.uri(path).toString()).stream(StreamId.of("reader"))
                .counters(counters)
                .pool(pool.encoded())
                .transport(transport)
                .reconnect(ReconnectPolicy.never());
    }

    private static List<Integer> numbers(RtspSource source, int count) {
        Flux<Integer> numbers = source.frames()
                .ofType(AccessUnit.class)
                .take(count)
                .transform(Use.map(UnitCamera::number));
        return Objects.requireNonNull(numbers.collectList().block(SOON));
    }

    private static Disposable counting(RtspSource source, AtomicInteger units) {
        return source.frames()
                .ofType(AccessUnit.class)
                .transform(Use.each(unit -> units.incrementAndGet()))
                .subscribe();
    }

    @ParameterizedTest
    @EnumSource(
            value = RtspTransport.class,
            names = {"TCP", "UDP"})
    void aReaderGetsEveryUnitFromAKeyFrameOn(RtspTransport transport) {
        try (UnitCamera other =
                new UnitCamera(pool.share(StreamId.of("gate")), UnitCamera.LONG_GROUP)) {
            server.add(RtspMount.of("/gate", other.frames())
                    .ring(UnitCamera.RING_BYTES, UnitCamera.RING_TIME));
            RtspSource source = source("/gate", transport);

            List<Integer> numbers = numbers(source, 45);

            assertThat(numbers.get(0)).isZero();
            for (int i = 1; i < numbers.size(); i++) {
                assertThat(numbers.get(i)).isEqualTo(i);
            }
            assertThat(source.counters().get(Counter.PACKETS_LOST)).isZero();
            server.remove("/gate");
        }
    }

    @Test
    void theCameraIsConnectedOnceForAllReadersAndLetGoBehindTheLast() {
        AtomicInteger one = new AtomicInteger();
        AtomicInteger two = new AtomicInteger();
        assertThat(camera.connects()).isZero();

        Disposable reading = Disposables.composite(
                counting(source("/door", RtspTransport.TCP), one),
                counting(source("door/", RtspTransport.UDP), two));
        await().atMost(SOON).until(() -> one.get() >= 30 && two.get() >= 30);
        reading.dispose();

        await().atMost(SOON).until(() -> !camera.isConnected());
        assertThat(camera.connects()).isEqualTo(1);
        assertThat(counters.of(StreamId.of("rtsp-server-0")).get(Counter.READERS_SERVED))
                .isEqualTo(2);
    }

    @Test
    void aPathThatIsNoneIsNotFound() {
        RtspSource source = source("/yard", RtspTransport.TCP);

        assertThatExceptionOfType(RtspStatusException.class)
                .isThrownBy(() -> source.frames().transform(Use.each(f -> {})).blockLast(SOON))
                .matches(failure -> failure.status() == 404);
    }

    @Test
    void mountsComeAndGoWhileItRuns() {
        try (UnitCamera other = new UnitCamera(pool.share(StreamId.of("gate")))) {
            server.add(
                    RtspMount.of("site/gate house", Fork.of(other.frames())).linger(Duration.ZERO));
            assertThat(server.mounts()).containsExactly("door", "site/gate house");
            assertThat(numbers(source("/site/gate house", RtspTransport.TCP), 5))
                    .hasSize(5);

            var reading = source("/site/gate house", RtspTransport.TCP)
                    .frames()
                    .transform(Use.each(frame -> {}))
                    .ignoreElements()
                    .onErrorComplete()
                    .toFuture();
            await().atMost(SOON).until(() -> server.readers().size() == 1);
            assertThat(server.remove("/site/gate house")).isTrue();

            assertThat(reading).succeedsWithin(SOON);
            assertThat(server.remove("/site/gate house")).isFalse();
            await().atMost(SOON).until(() -> !other.isConnected());
        }
    }

    @Test
    void twoMountsOfOnePathAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server.add(RtspMount.of("door/", camera.frames())))
                .withMessage("There is a mount /door already");
    }

    @Test
    void aPortThatIsTakenIsNamed() {
        assertThatExceptionOfType(ServerBindException.class)
                .isThrownBy(() -> RtspServer.create().port(server.port()).bindNow())
                .matches(ServerBindException::isInUse)
                .withMessageContaining("Port " + server.port() + " of 127.0.0.1 is in use");
    }
}
