package reactor.valkka.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.AccessUnitHeader;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.operator.TestFrames;
import reactor.valkka.pool.FrameBuffer;

import java.util.Objects;

class KeyFrameGateTest {
    @RegisterExtension
    final TestFrames frames = new TestFrames();

    private final KeyFrameGate gate = new KeyFrameGate();
    private final StreamSetup setup = frames.setup(Pacing.LIVE);

    @Test
    void admitsNothingThatDependsBeforeTheFirstKeyFrame() {
        assertThat(gate.admits(setup)).isTrue();
        assertThat(admitsUnit(3)).isFalse();
        assertThat(admitsUnit(5)).isTrue();
        assertThat(admitsUnit(6)).isTrue();
    }

    @Test
    void waitsForTheNextKeyFrameAfterItWasClosed() {
        assertThat(admitsUnit(0)).isTrue();
        gate.close();
        assertThat(admitsUnit(1)).isFalse();
        assertThat(admitsUnit(5)).isTrue();
    }

    @Test
    void waitsForTheNextKeyFrameAfterALoss() {
        assertThat(admitsUnit(0)).isTrue();
        try (AccessUnit damaged = lossy(1)) {
            assertThat(gate.admits(damaged)).isFalse();
        }
        assertThat(admitsUnit(2)).isFalse();
        try (AccessUnit keyFrame = lossy(5)) {
            assertThat(gate.admits(keyFrame)).isTrue();
        }
        assertThat(admitsUnit(6)).isTrue();
    }

    @Test
    void waitsForTheNextKeyFrameAfterANewSetupButNotAfterTheSameAgain() {
        gate.admits(setup);
        assertThat(admitsUnit(0)).isTrue();
        gate.admits(frames.setup(Pacing.LIVE));
        assertThat(admitsUnit(1)).isTrue();
        gate.admits(frames.setup(Pacing.LIVE, "other"));
        assertThat(admitsUnit(2)).isFalse();
    }

    private boolean admitsUnit(int number) {
        try (AccessUnit unit = frames.unit(setup, number)) {
            return gate.admits(unit);
        }
    }

    private AccessUnit lossy(int number) {
        FrameBuffer buffer =
                Objects.requireNonNull(frames.pool().share(setup.stream(), 0).tryAcquire(16));
        return AccessUnit.of(
                buffer,
                AccessUnitHeader.builder(setup, setup.tracks().get(0))
                        .keyFrame(number % 5 == 0)
                        .lostPackets(1)
                        .build());
    }
}
