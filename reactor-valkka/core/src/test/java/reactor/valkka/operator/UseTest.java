package reactor.valkka.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;

import java.util.ArrayList;
import java.util.List;

class UseTest {
    @RegisterExtension
    final TestFrames frames = new TestFrames();

    @Test
    void mapClosesEachFrameAfterItsValueIsMade() {
        frames.units(Pacing.LIVE, 3)
                .transform(Use.map(frame -> frames.open() + ":" + TestFrames.number(frame)))
                .as(StepVerifier::create)
                .expectNext("1:0", "1:1", "1:2")
                .verifyComplete();
        assertThat(frames.open()).isZero();
    }

    @Test
    void mapClosesTheFrameWhoseFunctionThrows() {
        frames.units(Pacing.LIVE, 3)
                .transform(Use.map(frame -> {
                    if (TestFrames.number(frame) == 1) {
                        throw new IllegalArgumentException("one");
                    }
                    return TestFrames.number(frame);
                }))
                .as(StepVerifier::create)
                .expectNext(0)
                .verifyErrorMessage("one");
        assertThat(frames.open()).isZero();
    }

    @Test
    void mapRefusesToHandOnTheFrameThatItCloses() {
        frames.units(Pacing.LIVE, 1)
                .transform(Use.map(frame -> frame))
                .as(StepVerifier::create)
                .verifyError(IllegalStateException.class);
    }

    @Test
    void mapHandsOnASecondReference() {
        frames.units(Pacing.LIVE, 2)
                .transform(Use.map(EncodedFrame::share))
                .as(StepVerifier::create)
                .consumeNextWith(EncodedFrame::close)
                .consumeNextWith(EncodedFrame::close)
                .verifyComplete();
    }

    @Test
    void mapClosesFramesThatComeAfterTheEnd() {
        TestPublisher<EncodedFrame> source =
                TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
        Flux<Integer> numbers = source.flux().transform(Use.map(TestFrames::number));
        StepVerifier.create(numbers).then(() -> source.complete()).verifyComplete();
        AccessUnit late = frames.unit(Pacing.LIVE, 1);
        source.next(late);
        assertThat(late.isOpen()).isFalse();
    }

    @Test
    void closesWhatStandsInQueuesAboveItWhenCancelled() {
        frames.units(Pacing.LIVE, 10)
                .onBackpressureBuffer(10)
                .transform(Use.map(TestFrames::number))
                .as(flux -> StepVerifier.create(flux, 2))
                .expectNext(0, 1)
                .thenCancel()
                .verify();
        assertThat(frames.open()).isZero();
    }

    @Test
    void eachShowsAllFramesAndCompletes() {
        List<Integer> seen = new ArrayList<>();
        frames.units(Pacing.ON_DEMAND, 3)
                .as(Use.each(frame -> seen.add(TestFrames.number(frame))))
                .as(StepVerifier::create)
                .verifyComplete();
        assertThat(seen).containsExactly(0, 1, 2);
        assertThat(frames.open()).isZero();
    }

    @Test
    void eachFailsWithWhatItsConsumerThrows() {
        frames.units(Pacing.ON_DEMAND, 3)
                .as(Use.each(frame -> {
                    throw new IllegalArgumentException("no");
                }))
                .as(StepVerifier::create)
                .verifyErrorMessage("no");
    }
}
