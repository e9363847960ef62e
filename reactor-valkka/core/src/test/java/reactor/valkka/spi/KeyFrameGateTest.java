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

    @Test
    void whatLeadsTheFirstKeyFrameDoesNotPassAndClosesNothing() {
        assertThat(admitsUnit(0)).isTrue();
        assertThat(admitsLeading(0)).isFalse();
        assertThat(admitsUnit(1)).isTrue();
    }

    @Test
    void whatLeadsALaterKeyFramePasses() {
        admitsUnit(0);
        assertThat(admitsUnit(5)).isTrue();
        assertThat(admitsLeading(0)).isTrue();
        assertThat(admitsLeading(0)).isTrue();
        assertThat(admitsUnit(6)).isTrue();
    }

    @Test
    void aLossAmongWhatLeadsEndsOnlyThat() {
        admitsUnit(0);
        admitsUnit(5);
        assertThat(admitsLeading(1)).isFalse();
        assertThat(admitsLeading(0)).isFalse();
        assertThat(admitsUnit(6)).isTrue();
    }

    @Test
    void whatNeedsADroppedUnitDoesNotPass() {
        admitsUnit(0);
        admitsUnit(5);
        try (AccessUnit leading = leading(0);
                AccessUnit dependent = frames.unit(setup, 6)) {
            gate.dropped(leading);
            assertThat(gate.admits(leading)).isFalse();
            assertThat(gate.admits(dependent)).isTrue();
            gate.dropped(dependent);
            assertThat(gate.admits(dependent)).isFalse();
        }
    }

    private boolean admitsLeading(int lostPackets) {
        try (AccessUnit unit = leading(lostPackets)) {
            return gate.admits(unit);
        }
    }

    private AccessUnit leading(int lostPackets) {
        return unit(AccessUnitHeader.builder(setup, setup.tracks().get(0))
                .leading(true)
                .lostPackets(lostPackets));
    }

    private boolean admitsUnit(int number) {
        try (AccessUnit unit = frames.unit(setup, number)) {
            return gate.admits(unit);
        }
    }

    private AccessUnit lossy(int number) {
        return unit(AccessUnitHeader.builder(setup, setup.tracks().get(0))
                .keyFrame(number % 5 == 0)
                .lostPackets(1));
    }

    private AccessUnit unit(AccessUnitHeader.Builder header) {
        FrameBuffer buffer =
                Objects.requireNonNull(frames.pool().share(setup.stream(), 0).tryAcquire(16));
        return AccessUnit.of(buffer, header.build());
    }
}
