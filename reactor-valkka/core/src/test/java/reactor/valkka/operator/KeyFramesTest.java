package reactor.valkka.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;

class KeyFramesTest {
    @RegisterExtension
    final TestFrames frames = new TestFrames();

    @Test
    void setupsAndKeyFramesPassAndTheRestIsClosed() {
        Flux.concat(
                        Flux.<EncodedFrame>just(frames.setup(Pacing.LIVE)),
                        frames.units(Pacing.LIVE, 12))
                .transform(KeyFrames.only())
                .transform(Use.map(TestFrames::number))
                .as(StepVerifier::create)
                .expectNext(-1, 0, 5, 10)
                .verifyComplete();
        assertThat(frames.open()).isZero();
    }

    @Test
    void eachFrameThatDoesNotPassIsReplacedByAskingAgainAndALostSetupIsPutBack() {
        frames.units(Pacing.ON_DEMAND, 12)
                .transform(KeyFrames.only())
                .transform(Use.map(TestFrames::number))
                .as(flux -> StepVerifier.create(flux, 3))
                .expectNext(-1, 0, 5)
                .thenCancel()
                .verify();
        assertThat(frames.open()).isZero();
    }
}
