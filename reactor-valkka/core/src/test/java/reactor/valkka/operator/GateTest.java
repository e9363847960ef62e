package reactor.valkka.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.subscriber.TestSubscriber;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.Picture;
import reactor.valkka.frame.StreamSetup;

class GateTest {
    private static final int SETUP = -1;

    @RegisterExtension
    final TestFrames frames = new TestFrames();

    private final ManualSource<EncodedFrame> source = new ManualSource<>();

    private TestSubscriber<Integer> subscribe(Gate gate, long demand) {
        TestSubscriber<Integer> consumer =
                TestSubscriber.builder().initialRequest(demand).build();
        source.flux()
                .transform(gate::pass)
                .transform(Use.map(TestFrames::number))
                .subscribe(consumer);
        return consumer;
    }

    private void live(int... numbers) {
        for (int number : numbers) {
            source.next(frames.unit(Pacing.LIVE, number));
        }
    }

    @Test
    void setupsPassAClosedGateAndNothingElse() {
        TestSubscriber<Integer> consumer = subscribe(Gate.closed(), Long.MAX_VALUE);
        source.next(frames.setup(Pacing.LIVE));
        live(0, 1, 2);
        source.next(frames.setup(Pacing.LIVE, "second"));
        assertThat(consumer.getReceivedOnNext()).containsExactly(SETUP, SETUP);
        assertThat(frames.open()).isZero();
    }

    @Test
    void anOpenedGateWaitsForAKeyFrame() {
        Gate gate = Gate.closed();
        TestSubscriber<Integer> consumer = subscribe(gate, Long.MAX_VALUE);
        source.next(frames.setup(Pacing.LIVE));
        live(0, 1, 2);
        gate.open();
        live(3, 4, 5, 6);
        assertThat(consumer.getReceivedOnNext()).containsExactly(SETUP, 5, 6);
    }

    @Test
    void aGateThatWasClosedForOneFrameWaitsForAKeyFrame() {
        Gate gate = Gate.opened();
        TestSubscriber<Integer> consumer = subscribe(gate, Long.MAX_VALUE);
        source.next(frames.setup(Pacing.LIVE));
        live(0, 1);
        gate.close();
        assertThat(gate.isOpen()).isFalse();
        live(2);
        gate.open();
        live(3, 4, 5);
        assertThat(consumer.getReceivedOnNext()).containsExactly(SETUP, 0, 1, 5);
    }

    @Test
    void aKeyFrameWhoseSetupWasLostComesBehindIt() {
        TestSubscriber<Integer> consumer = subscribe(Gate.opened(), Long.MAX_VALUE);
        StreamSetup second = frames.setup(Pacing.LIVE, "second");
        source.next(frames.setup(Pacing.LIVE));
        live(0);
        source.next(frames.unit(second, 5));
        source.next(frames.unit(second, 6));
        assertThat(consumer.getReceivedOnNext()).containsExactly(SETUP, 0, SETUP, 5, 6);
    }

    @Test
    void whereOnlyOneFrameWasAskedForTheFrameBehindTheSetupIsHeld() {
        TestSubscriber<Integer> consumer = subscribe(Gate.opened(), 1);
        live(0);
        assertThat(consumer.getReceivedOnNext()).containsExactly(SETUP);
        assertThat(source.requests).containsExactly(1L);
        consumer.request(1);
        assertThat(consumer.getReceivedOnNext()).containsExactly(SETUP, 0);
    }

    @Test
    void cancellationClosesTheFrameBehindTheSetup() {
        TestSubscriber<Integer> consumer = subscribe(Gate.opened(), 1);
        live(0);
        assertThat(frames.open()).isEqualTo(1);
        consumer.cancel();
        assertThat(frames.open()).isZero();
        assertThat(source.cancelled).isTrue();
    }

    @Test
    void picturesPassAsSoonAsItOpens() {
        Gate gate = Gate.closed();
        Flux<Picture> pictures = frames.pictures(Pacing.LIVE, 6).doOnNext(picture -> {
            if (TestFrames.number(picture) == 3) {
                gate.open();
            }
        });
        pictures.transform(gate::pass)
                .transform(Use.map(TestFrames::number))
                .as(StepVerifier::create)
                .expectNext(3, 4, 5)
                .verifyComplete();
        assertThat(frames.open()).isZero();
    }

    @Test
    void oneGateStandsInSeveralStreams() {
        Gate gate = Gate.closed();
        TestSubscriber<Integer> first = subscribe(gate, Long.MAX_VALUE);
        gate.open();
        live(0);
        TestSubscriber<Integer> second = subscribe(gate, Long.MAX_VALUE);
        live(5);
        assertThat(first.getReceivedOnNext()).containsExactly(SETUP, 0);
        assertThat(second.getReceivedOnNext()).containsExactly(SETUP, 5);
    }
}
