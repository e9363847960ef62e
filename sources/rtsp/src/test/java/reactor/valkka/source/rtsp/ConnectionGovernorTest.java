package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import reactor.core.Disposable;
import reactor.test.scheduler.VirtualTimeScheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Who connects when, in virtual time. */
class ConnectionGovernorTest {

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final List<String> connected = new ArrayList<>();

    @AfterEach
    void end() {
        time.dispose();
    }

    private ConnectionGovernor governor(double perSecond, int burst, double host, int hostBurst) {
        return ConnectionGovernor.create(
                new ConnectionGovernor.Limits(perSecond, burst, host, hostBurst, 0),
                time,
                () -> 0.5);
    }

    private Disposable enqueue(
            ConnectionGovernor governor, String host, int priority, String name) {
        return governor.enqueue(host, priority, () -> connected.add(name));
    }

    @Test
    void aSingleCameraConnectsAtOnce() {
        enqueue(governor(1, 1, 1, 1), "a", 0, "door");
        assertThat(connected).containsExactly("door");
    }

    @Test
    void aThousandCamerasComeInOrderAndAtTheRate() {
        ConnectionGovernor governor = governor(100, 50, 10, 4);
        for (int i = 0; i < 1_000; i++) {
            enqueue(governor, "host" + i, 0, "camera" + i);
        }
        assertThat(connected).hasSize(50);
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(connected).hasSize(150);
        time.advanceTimeBy(Duration.ofSeconds(9));
        assertThat(connected).hasSize(1_000);
        for (int i = 0; i < 1_000; i++) {
            assertThat(connected.get(i)).isEqualTo("camera" + i);
        }
        assertThat(governor.waiting()).isZero();
    }

    @Test
    void theMoreImportantConnectSooner() {
        ConnectionGovernor governor = governor(1, 1, 100, 100);
        enqueue(governor, "a", 0, "first");
        enqueue(governor, "b", 0, "garden");
        enqueue(governor, "c", 5, "vault");
        enqueue(governor, "d", 5, "till");
        time.advanceTimeBy(Duration.ofSeconds(3));
        assertThat(connected).containsExactly("first", "vault", "till", "garden");
    }

    @Test
    void aHostThatMustWaitHoldsNobodyBack() {
        ConnectionGovernor governor = governor(100, 100, 1, 2);
        for (int i = 0; i < 4; i++) {
            enqueue(governor, "recorder", 9, "channel" + i);
        }
        enqueue(governor, "camera", 0, "camera");
        assertThat(connected).containsExactly("channel0", "channel1", "camera");
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(connected).endsWith("channel2");
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(connected).endsWith("channel3");
    }

    @Test
    void whoGivesUpIsPassedOver() {
        ConnectionGovernor governor = governor(1, 1, 1, 1);
        enqueue(governor, "a", 0, "first");
        Disposable second = enqueue(governor, "b", 0, "second");
        enqueue(governor, "c", 0, "third");
        second.dispose();
        second.dispose();
        assertThat(governor.waiting()).isEqualTo(1);
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(connected).containsExactly("first", "third");
        assertThat(governor.waiting()).isZero();
    }

    @Test
    void whoGivesUpAfterItsTurnChangesNothing() {
        ConnectionGovernor governor = governor(1, 1, 1, 1);
        Disposable first = enqueue(governor, "a", 0, "first");
        enqueue(governor, "a", 0, "second");
        first.dispose();
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(connected).containsExactly("first", "second");
    }

    @Test
    void jitterMovesTheTurnsAndKeepsTheRate() {
        double[] chance = {0, 1, 0, 1, 0, 1, 0, 1};
        int[] drawn = {0};
        ConnectionGovernor governor = ConnectionGovernor.create(
                new ConnectionGovernor.Limits(1, 1, 1_000, 1_000, 1),
                time,
                () -> chance[drawn[0]++ / 2 % chance.length]);
        for (int i = 0; i < 5; i++) {
            enqueue(governor, "host" + i, 0, "camera" + i);
        }
        time.advanceTimeBy(Duration.ofMillis(500));
        assertThat(connected).hasSize(2);
        time.advanceTimeBy(Duration.ofMillis(1_400));
        assertThat(connected).hasSize(2);
        time.advanceTimeBy(Duration.ofMillis(100));
        assertThat(connected).hasSize(3);
        time.advanceTimeBy(Duration.ofSeconds(2));
        assertThat(connected).hasSize(5);
    }

    @Test
    void limitsThatLetNobodyThroughAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConnectionGovernor.Limits(0, 1, 1, 1, 0))
                .withMessageContaining("perSecond must be 0.001 to 1000000, got 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConnectionGovernor.Limits(1, 1, Double.NaN, 1, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConnectionGovernor.Limits(1, 0, 1, 1, 0))
                .withMessageContaining("burst");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConnectionGovernor.Limits(1, 1, 1, 1, 1.5))
                .withMessageContaining("jitter");
    }
}
