package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import reactor.valkka.media.rtsp.Authenticator.Verdict;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.rtsp.RtspAuthenticationException;
import reactor.valkka.rtsp.RtspConnectionException;
import reactor.valkka.rtsp.RtspException;
import reactor.valkka.rtsp.RtspStatusException;
import reactor.valkka.rtsp.RtspUnsupportedException;
import reactor.valkka.rtsp.Stage;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

class ReconnectPolicyTest {

    private static final RtspException NETWORK =
            new RtspConnectionException("gone", Stage.PLAYING, "cam:554", null);

    private static long millis(RtspException cause, int failures, double random) {
        return ReconnectPolicy.DEFAULT.delay(cause, failures, () -> random).toMillis();
    }

    private static RtspException status(int status) {
        return new RtspStatusException(
                status, "", RtspMethod.DESCRIBE, 2, Stage.DESCRIBE, "cam:554");
    }

    @Test
    void theNetworkIsTriedQuicklyAndThenLessAndLess() {
        assertThat(millis(NETWORK, 1, 0)).isEqualTo(250);
        assertThat(millis(NETWORK, 2, 0)).isEqualTo(500);
        assertThat(millis(NETWORK, 4, 0)).isEqualTo(2_000);
        assertThat(millis(NETWORK, 1_000_000, 0)).isEqualTo(15_000);
    }

    @Test
    void jitterOnlyShortens() {
        assertThat(millis(NETWORK, 1, 1)).isEqualTo(187);
    }

    private static RtspException busyFor(Duration time) {
        return new RtspStatusException(
                503, "", RtspMethod.DESCRIBE, 2, Stage.DESCRIBE, "cam:554", time);
    }

    @Test
    void whoSaysWhenToComeAgainIsLeftAloneForThatLong() {
        RtspException busy = busyFor(Duration.ofSeconds(40));
        assertThat(millis(busy, 1, 0)).isEqualTo(40_000);
        assertThat(millis(busy, 1, 1)).as("all cameras do not come at once").isEqualTo(50_000);
        assertThat(millis(busyFor(Duration.ofMillis(1)), 3, 0)).isEqualTo(1_000);
        assertThat(millis(busyFor(Duration.ofDays(1)), 1, 0)).isEqualTo(3_600_000);
    }

    @Test
    void refusalsWaitAndBusyCamerasDoNot() {
        assertThat(millis(status(404), 1, 0)).isEqualTo(30_000);
        assertThat(millis(new RtspUnsupportedException("", Stage.DESCRIBE, ""), 1, 0))
                .isEqualTo(30_000);
        assertThat(millis(status(503), 1, 0)).isEqualTo(250);
        assertThat(millis(status(453), 1, 0)).isEqualTo(250);
        assertThat(millis(status(454), 1, 0)).as("a new session may do").isEqualTo(250);
        assertThat(millis(status(500), 1, 0)).isEqualTo(250);
        assertThat(millis(status(551), 1, 0)).as("it will never do that").isEqualTo(30_000);
        assertThat(millis(status(501), 1, 0)).isEqualTo(30_000);
    }

    @Test
    void refusedCredentialsWaitLong() {
        RtspException refused =
                new RtspAuthenticationException(Verdict.REFUSED, Stage.DESCRIBE, "cam:554");
        assertThat(millis(refused, 1, 0)).isEqualTo(1_800_000);
    }

    @Test
    void aWaitForEverIsAYear() {
        Duration ever = ChronoUnit.FOREVER.getDuration();
        assertThat(ReconnectPolicy.DEFAULT.refused(ever).delay(status(404), 1, () -> 0))
                .isEqualTo(Duration.ofDays(365));
        assertThat(ReconnectPolicy.backoff(ever, ever).delay(NETWORK, 100, () -> 0))
                .isEqualTo(Duration.ofDays(365));
        assertThat(ReconnectPolicy.backoff(Duration.ofNanos(1), ever)
                        .delay(NETWORK, 1_000_000, () -> 0))
                .isEqualTo(Duration.ofDays(365));
    }

    @Test
    void waitsMustBePositive() {
        assertThatThrownBy(() -> ReconnectPolicy.DEFAULT.refused(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ReconnectPolicy.DEFAULT.credentials(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ReconnectPolicy.backoff(Duration.ZERO, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ReconnectPolicy.DEFAULT.jitter(1.5))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
