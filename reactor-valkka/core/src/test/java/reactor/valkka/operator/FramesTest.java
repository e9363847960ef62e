package reactor.valkka.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import reactor.test.StepVerifier;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;

class FramesTest {
    @RegisterExtension
    final TestFrames frames = new TestFrames();

    @Test
    void closingClosesWhatStockOperatorsDiscard() {
        frames.units(Pacing.LIVE, 10)
                .filter(EncodedFrame::startsAtKeyFrame)
                .transform(Frames.closing())
                .as(StepVerifier::create)
                .consumeNextWith(EncodedFrame::close)
                .consumeNextWith(EncodedFrame::close)
                .verifyComplete();
        assertThat(frames.open()).isZero();
    }

    @Test
    void aSubscriberOfTheJdkGetsWhatItAsksForAndOwnsIt() {
        List<Integer> seen = new ArrayList<>();
        Frames.toFlow(frames.units(Pacing.ON_DEMAND, 10)).subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(3);
            }

            @Override
            public void onNext(EncodedFrame frame) {
                try (frame) {
                    seen.add(TestFrames.number(frame));
                }
            }

            @Override
            public void onError(Throwable error) {
                throw new AssertionError(error);
            }

            @Override
            public void onComplete() {
                throw new AssertionError("asked for three only");
            }
        });
        assertThat(seen).containsExactly(0, 1, 2);
    }

    @Test
    void framesComeBackFromTheJdkToReactor() {
        Flow.Publisher<EncodedFrame> jdk = Frames.toFlow(frames.units(Pacing.ON_DEMAND, 3));
        Frames.fromFlow(jdk)
                .transform(Use.map(TestFrames::number))
                .as(StepVerifier::create)
                .expectNext(0, 1, 2)
                .verifyComplete();
    }
}
