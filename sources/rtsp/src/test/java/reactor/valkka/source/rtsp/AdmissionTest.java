package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.count.StateHub;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamId;
import reactor.valkka.media.rtsp.Authenticator;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.RtspUri;
import reactor.valkka.rtsp.RtspAuthenticationException;
import reactor.valkka.rtsp.SessionConfig;
import reactor.valkka.rtsp.Stage;
import reactor.valkka.spi.Outlet;
import reactor.valkka.test.CameraScript;
import reactor.valkka.test.FakeCamera;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** What a camera hears of its login, in whatever order. */
@NoFrameLeaks
class AdmissionTest {

    private static final Duration WAIT = Duration.ofMinutes(30);

    private final StateHub<CameraState> states = new StateHub<>(new CameraState.Idle());
    private final Counters counters = new Counters();

    private StreamCounters counted() {
        return counters.of(StreamId.of("cam"));
    }

    /** A stream whose connection is asked for in another way. */
    private Disposable stream(FakeCamera camera, TestPool pool, Consumer<Admission> asked) {
        StreamConfig config = StreamConfig.of(StreamId.of("cam"), ReconnectPolicy.DEFAULT)
                .pool(pool.encoded(), 0)
                .counters(counters);
        SourceConfig source = new SourceConfig(
                SessionConfig.of(RtspUri.parse(camera.uri()))
                        .credentials(Credentials.of("admin", "secret")),
                config,
                TransportPlan.of(RtspTransport.TCP, UdpSources.LEARN),
                null,
                ConnectionGovernor.shared(),
                0);
        Set<CameraRun> runs = ConcurrentHashMap.newKeySet();
        Flux<EncodedFrame> frames = Outlet.flux(config.overflow(), config.counters(), outlet -> {
            CameraRun run = new CameraRun(
                    config, outlet, states, runs, mine -> new CameraApproach(mine, source));
            Admission admission = new Admission(
                    new CameraApproach(run, source), new LoginGuard(System::nanoTime));
            asked.accept(admission);
            return run;
        });
        return frames.subscribe(EncodedFrame::close);
    }

    private static RtspAuthenticationException refusal(FakeCamera camera) {
        return new RtspAuthenticationException(
                Authenticator.Verdict.REFUSED,
                Stage.DESCRIBE,
                RtspUri.parse(camera.uri()).peer());
    }

    /** They come from other cameras' event loops. */
    @Test
    void aPardonThatIsHeardBeforeItsRefusalCounts(TestPool pool) {
        try (FakeCamera camera = FakeCamera.start(CameraScript.usual())) {
            Disposable playing = stream(camera, pool, admission -> {
                admission.pardoned();
                admission.refused(refusal(camera), WAIT);
            });
            await().until(() -> camera.played() > 0);
            playing.dispose();
            assertThat(counted().get(Counter.LOGINS_WITHHELD)).isZero();
        }
    }

    @Test
    void aPardonEndsTheWaitThatARefusalBegan(TestPool pool) {
        try (FakeCamera camera = FakeCamera.start(CameraScript.usual())) {
            Disposable playing = stream(camera, pool, admission -> {
                admission.refused(refusal(camera), WAIT);
                admission.pardoned();
            });
            await().until(() -> camera.played() > 0);
            playing.dispose();
            assertThat(counted().get(Counter.LOGINS_WITHHELD)).isEqualTo(1);
        }
    }
}
