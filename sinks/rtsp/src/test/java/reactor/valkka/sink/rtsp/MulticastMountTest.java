package reactor.valkka.sink.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import reactor.core.publisher.Flux;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.StreamId;
import reactor.valkka.operator.Use;
import reactor.valkka.source.rtsp.ReconnectPolicy;
import reactor.valkka.source.rtsp.RtspSource;
import reactor.valkka.source.rtsp.RtspTransport;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** A mount that is offered to a group, on the loopback. */
@NoFrameLeaks
@Timeout(60)
class MulticastMountTest {
    private static final Duration SOON = Duration.ofSeconds(15);

    /** A reader that is told nothing ends by itself after ten seconds. */
    private static final Duration LESS_THAN_SILENCE = Duration.ofSeconds(5);

    /**
     * A reader that comes second waits for the next key frame. Who is late loses nothing up to a
     * second behind that, and the first reader has all that it wants before it.
     */
    private static final int GROUP = 150;

    private final Counters counters = new Counters();
    private TestPool pool;
    private UnitCamera camera;
    private BoundRtspServer server;

    @BeforeEach
    void start(TestPool given) {
        pool = given;
        camera = new UnitCamera(pool.share(StreamId.of("door")), GROUP);
        RtspMount mount = RtspMount.of("/door", camera.frames())
                .linger(Duration.ZERO)
                .multicast("239.255.77.41", 52_640);
        server = RtspServer.create().port(0).counters(counters).mount(mount).bindNow();
    }

    @AfterEach
    void stop() {
        server.disposeNow();
        camera.close();
    }

    private Flux<Integer> numbers(String name) {
        return RtspSource.create(server.uri("/door").toString()).stream(StreamId.of(name))
                .counters(counters)
                .pool(pool.encoded())
                .transport(RtspTransport.MULTICAST)
                .reconnect(ReconnectPolicy.never())
                .frames()
                .ofType(AccessUnit.class)
                .transform(Use.map(UnitCamera::number));
    }

    @Test
    void readersOfTheGroupGetEveryUnitAndTheCameraGoesWithTheLast() {
        List<Integer> one = Objects.requireNonNull(
                Flux.merge(numbers("one").take(40), numbers("two").take(60).filter(n -> false))
                        .collectList()
                        .block(SOON));

        assertThat(one).hasSize(40);
        for (int i = 1; i < one.size(); i++) {
            assertThat(one.get(i)).isEqualTo(one.get(0) + i);
        }
        await().atMost(SOON).until(() -> !camera.isConnected());
        assertThat(numbers("again").take(5).collectList().block(SOON)).hasSize(5);
    }

    @Test
    void aMountThatIsTakenAwayEndsItsGroup() {
        AtomicInteger received = new AtomicInteger();
        var reading = numbers("one")
                .doOnNext(number -> received.incrementAndGet())
                .ignoreElements()
                .onErrorComplete()
                .toFuture();
        await().atMost(SOON).until(() -> received.get() > 0);

        server.remove("/door");

        assertThat(reading).succeedsWithin(LESS_THAN_SILENCE);
        await().atMost(SOON).until(() -> !camera.isConnected());
    }

    @Test
    void whatIsNoGroupIsRefusedAtOnce() {
        RtspMount mount = RtspMount.of("/yard", camera.frames());

        assertThatIllegalArgumentException().isThrownBy(() -> mount.multicast("10.0.0.1", 50_000));
        assertThatIllegalArgumentException().isThrownBy(() -> mount.multicast("239.1.1.7", 50_001));
    }
}
