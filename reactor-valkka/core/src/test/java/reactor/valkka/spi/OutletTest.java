package reactor.valkka.spi;

import static org.assertj.core.api.Assertions.assertThat;

import static reactor.valkka.operator.TestFrames.number;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.reactivestreams.Subscription;

import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.valkka.Overflow;
import reactor.valkka.OverflowException;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Frame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.Picture;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.operator.TestFrames;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

class OutletTest {
    @RegisterExtension
    final TestFrames frames = new TestFrames();

    private final Counters counters = new Counters();
    private final AtomicInteger cancellations = new AtomicInteger();
    private final StreamSetup setup = frames.setup(Pacing.LIVE);

    @Test
    void deliversWhatIsAskedForOnTheProducersThread() {
        Taker<EncodedFrame> taker = new Taker<>(10);
        Outlet<EncodedFrame> outlet = connect(Overflow.skipToKeyFrame(4), taker);
        outlet.push(setup);
        push(outlet, 0, 1, 2);
        assertThat(taker.numbers).containsExactly(-1, 0, 1, 2);
    }

    @Test
    void announcesTheSetupThatAnUnitRefersToEvenIfItWasNeverPushed() {
        Taker<EncodedFrame> taker = new Taker<>(10);
        push(connect(Overflow.skipToKeyFrame(4), taker), 0, 1);
        assertThat(taker.numbers).containsExactly(-1, 0, 1);
    }

    @Test
    void tellsTheProducerOfRequestsThatCameBeforeIt() {
        AtomicReference<Long> told = new AtomicReference<>(0L);
        Flux<EncodedFrame> flux =
                Outlet.flux(Overflow.backpressure(4), counters, outlet -> new OutletListener() {
                    @Override
                    public void requested(long wanted) {
                        told.updateAndGet(before -> before + wanted);
                    }

                    @Override
                    public void cancelled() {}
                });
        Taker<EncodedFrame> taker = new Taker<>(3);
        flux.subscribe(taker);
        assertThat(told).hasValue(3L);
        taker.request(2);
        assertThat(told).hasValue(5L);
    }

    @Test
    void skipsTheBacklogToTheNewestKeyFrame() {
        Taker<EncodedFrame> taker = new Taker<>(0);
        Outlet<EncodedFrame> outlet = connect(Overflow.skipToKeyFrame(8), taker);
        push(outlet, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        taker.request(100);
        assertThat(taker.numbers).containsExactly(-1, 5, 6, 7, 8, 9);
        assertThat(dropped(Counter.OUTLET_DROPPED)).isEqualTo(5);
    }

    @Test
    void waitsForTheNextKeyFrameWhereTheBacklogHasNone() {
        Taker<EncodedFrame> taker = new Taker<>(0);
        Outlet<EncodedFrame> outlet = connect(Overflow.skipToKeyFrame(3), taker);
        push(outlet, 0, 1, 2, 3, 4);
        assertThat(outlet.waiting()).isZero();
        push(outlet, 5, 6);
        taker.request(100);
        assertThat(taker.numbers).containsExactly(-1, 5, 6);
        assertThat(dropped(Counter.GATE_DROPPED)).isEqualTo(1);
    }

    @Test
    void keepsARecordersBacklogAndRefusesUntilAKeyFrameFits() {
        Taker<EncodedFrame> taker = new Taker<>(0);
        Outlet<EncodedFrame> outlet = connect(Overflow.dropUntilKeyFrame(3), taker);
        push(outlet, 0, 1, 2, 3, 4, 5);
        taker.request(100);
        push(outlet, 6, 10, 11);
        assertThat(taker.numbers).containsExactly(-1, 0, 1, 2, 10, 11);
        assertThat(dropped(Counter.DISK_OVERFLOW)).isEqualTo(2);
    }

    @Test
    void keepsOnlyTheNewestPictureForAWatcher() {
        Taker<Picture> taker = new Taker<>(0);
        Outlet<Picture> outlet = connect(Overflow.latest(), taker);
        for (int i = 0; i < 5; i++) {
            outlet.push(frames.picture(Pacing.LIVE, i));
        }
        taker.request(3);
        assertThat(taker.numbers).containsExactly(4);
    }

    @Test
    void answersARequestOnlyWithAPictureThatComesAfterIt() {
        Taker<Picture> taker = new Taker<>(0);
        Outlet<Picture> outlet = connect(Overflow.onRequest(), taker);
        outlet.push(frames.picture(Pacing.LIVE, 1));
        taker.request(1);
        outlet.push(frames.picture(Pacing.LIVE, 2));
        outlet.push(frames.picture(Pacing.LIVE, 3));
        assertThat(taker.numbers).containsExactly(2);
    }

    @Test
    void aPictureThatComesWhileTheRequestIsBeingAnsweredDoesNotAnswerTheNextOne() {
        AtomicReference<Outlet<Picture>> made = new AtomicReference<>();
        Taker<Picture> taker = new Taker<>(0) {
            @Override
            protected void hookOnNext(Picture picture) {
                super.hookOnNext(picture);
                if (numbers.size() == 1) {
                    Objects.requireNonNull(made.get()).push(frames.picture(Pacing.LIVE, 2));
                }
            }
        };
        Outlet<Picture> outlet = connect(Overflow.onRequest(), taker);
        made.set(outlet);
        taker.request(1);
        outlet.push(frames.picture(Pacing.LIVE, 1));
        taker.request(1);
        assertThat(taker.numbers).containsExactly(1);
        outlet.push(frames.picture(Pacing.LIVE, 3));
        assertThat(taker.numbers).containsExactly(1, 3);
    }

    @Test
    void ofSetupsInARowOnlyTheLastWaits() {
        Taker<EncodedFrame> taker = new Taker<>(0);
        Outlet<EncodedFrame> outlet = connect(Overflow.dropUntilKeyFrame(3), taker);
        for (int i = 0; i < 100; i++) {
            outlet.push(frames.setup(Pacing.LIVE, "variant " + i));
        }
        assertThat(outlet.waiting()).isEqualTo(1);
    }

    @Test
    void failsWhereThePolicySaysSoAndTellsTheProducer() {
        Taker<EncodedFrame> taker = new Taker<>(0);
        Outlet<EncodedFrame> outlet = connect(Overflow.fail(2), taker);
        push(outlet, 0, 1, 2);
        assertThat(taker.error.get()).isInstanceOf(OverflowException.class);
        assertThat(cancellations).hasValue(1);
        push(outlet, 3);
    }

    @Test
    void refusesToHoldALiveStreamBack() {
        Taker<EncodedFrame> taker = new Taker<>(5);
        push(connect(Overflow.backpressure(2), taker), 0);
        assertThat(taker.error.get()).hasMessageContaining("live");
    }

    @Test
    void closesWhatWaitsWhenCancelledAndWhatComesLate() {
        Taker<EncodedFrame> taker = new Taker<>(0);
        Outlet<EncodedFrame> outlet = connect(Overflow.skipToKeyFrame(8), taker);
        push(outlet, 0, 1);
        taker.cancel();
        assertThat(frames.open()).isZero();
        push(outlet, 2);
        assertThat(cancellations).hasValue(1);
    }

    @Test
    void completesBehindWhatWaitsAndFailsBeforeIt() {
        Taker<EncodedFrame> patient = new Taker<>(1);
        Outlet<EncodedFrame> completing = connect(Overflow.skipToKeyFrame(8), patient);
        push(completing, 0, 1);
        completing.complete();
        assertThat(patient.completed).isFalse();
        patient.request(5);
        assertThat(patient.numbers).containsExactly(-1, 0, 1);
        assertThat(patient.completed).isTrue();

        Taker<EncodedFrame> failed = new Taker<>(0);
        Outlet<EncodedFrame> failing = connect(Overflow.skipToKeyFrame(8), failed);
        push(failing, 0, 1);
        failing.fail(new IllegalStateException("cable"));
        assertThat(failed.error.get()).hasMessage("cable");
        assertThat(frames.open()).isZero();
    }

    @Test
    void refusesARequestForNothing() {
        Taker<EncodedFrame> taker = new Taker<>(0);
        connect(Overflow.skipToKeyFrame(8), taker);
        taker.raw().request(0);
        assertThat(taker.error.get()).isInstanceOf(IllegalArgumentException.class);
        assertThat(cancellations).hasValue(1);
    }

    private <F extends Frame> Outlet<F> connect(Overflow<? super F> overflow, Taker<F> taker) {
        AtomicReference<Outlet<F>> made = new AtomicReference<>();
        Outlet.<F>flux(overflow, counters, outlet -> {
                    made.set(outlet);
                    return cancellations::incrementAndGet;
                })
                .subscribe(taker);
        return Objects.requireNonNull(made.get());
    }

    private void push(Outlet<EncodedFrame> outlet, int... numbers) {
        for (int number : numbers) {
            outlet.push(frames.unit(setup, number));
        }
    }

    private long dropped(Counter counter) {
        return counters.of(StreamId.of("test")).get(counter);
    }

    /** Takes what it asked for, notes the numbers and closes the frames. */
    private static class Taker<F extends Frame> extends BaseSubscriber<F> {
        final List<Integer> numbers = new ArrayList<>();
        final AtomicReference<Throwable> error = new AtomicReference<>();
        boolean completed;
        private final int first;

        Taker(int first) {
            this.first = first;
        }

        Subscription raw() {
            return upstream();
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            if (first > 0) {
                request(first);
            }
        }

        @Override
        protected void hookOnNext(F frame) {
            numbers.add(number(frame));
            frame.close();
        }

        @Override
        protected void hookOnError(Throwable failure) {
            error.set(failure);
        }

        @Override
        protected void hookOnComplete() {
            completed = true;
        }
    }
}
