package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import reactor.core.Disposable;
import reactor.valkka.count.Counter;
import reactor.valkka.frame.StreamId;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.rtsp.RtspConnectionException;
import reactor.valkka.rtsp.RtspException;
import reactor.valkka.rtsp.RtspStatusException;
import reactor.valkka.rtsp.Stage;
import reactor.valkka.test.CameraScript;
import reactor.valkka.test.FakeCamera;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

@NoFrameLeaks
class FailureLogTest {

    private static final Duration DELAY = Duration.ofMillis(250);
    private static final RtspException REFUSED =
            new RtspConnectionException("cannot be reached", Stage.CONNECT, "cam:554", null);
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final FailureLog log =
            new FailureLog(LoggerFactory.getLogger(RtspSource.class), StreamId.of("cam"));

    private static RtspException status(int status) {
        return new RtspStatusException(
                status, "No", RtspMethod.DESCRIBE, 2, Stage.DESCRIBE, "cam:554");
    }

    @Test
    void warnsOnceOfEachReasonInTurnAndSaysWhenItIsOver() {
        try (LogLines lines = new LogLines()) {
            log.failed(REFUSED, DELAY, 0);
            log.failed(REFUSED, DELAY, 1);
            log.failed(status(503), DELAY, 2);
            log.failed(status(404), DELAY, 3);
            log.failed(status(404), DELAY, 4);
            log.recovered(5);
            assertThat(lines.all())
                    .containsExactly(
                            "WARN cam: cannot be reached (CONNECT, cam:554); next try in 250 ms",
                            "DEBUG cam: cannot be reached (CONNECT, cam:554); next try in 250 ms",
                            "WARN cam: DESCRIBE was answered 503 No (DESCRIBE, cam:554);"
                                    + " next try in 250 ms",
                            "WARN cam: DESCRIBE was answered 404 No (DESCRIBE, cam:554);"
                                    + " next try in 250 ms",
                            "DEBUG cam: DESCRIBE was answered 404 No (DESCRIBE, cam:554);"
                                    + " next try in 250 ms",
                            "INFO cam: plays again");
        }
    }

    @Test
    void whatBreaksEveryFewSecondsRepeatsItselfUntilItHasPlayedForAMinute() {
        try (LogLines lines = new LogLines()) {
            log.failed(REFUSED, DELAY, 0);
            log.recovered(1);
            log.failed(REFUSED, DELAY, MINUTE);
            log.recovered(MINUTE + 1);
            assertThat(lines.at("WARN")).hasSize(1);
            assertThat(lines.at("INFO")).hasSize(1);
            log.failed(REFUSED, DELAY, 2 * MINUTE + 1);
            log.recovered(2 * MINUTE + 2);
            assertThat(lines.at("WARN")).hasSize(2);
            assertThat(lines.at("INFO")).hasSize(2);
        }
    }

    @Test
    void aCameraThatIsOffIsOneWarningAndItsReturnOneLine(TestPool pool) {
        FakeCamera camera = FakeCamera.start(CameraScript.usual().framesPerSecond(200));
        camera.kill();
        try (LogLines lines = new LogLines()) {
            RtspSource source = RtspSourceTest.source(camera.uri(), pool)
                    .reconnect(ReconnectPolicy.backoff(Duration.ofMillis(5), DELAY));
            Disposable playing = source.frames().subscribe(frame -> frame.close());
            await().until(() -> source.counters().get(Counter.RECONNECTS) > 3);
            assertThat(lines.at("WARN")).hasSize(1).first().asString().contains("CONNECT");
            assertThat(lines.at("DEBUG")).hasSizeGreaterThan(1);
            assertThat(lines.at("INFO")).isEmpty();
            camera.revive();
            await().until(() -> !lines.at("INFO").isEmpty());
            assertThat(lines.at("WARN")).hasSize(1);
            assertThat(lines.at("INFO")).containsExactly("INFO cam: plays again");
            playing.dispose();
            await().until(() -> camera.connectionsOpen() == 0);
        } finally {
            camera.close();
        }
    }
}
