package reactor.valkka.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import reactor.core.publisher.Hooks;
import reactor.core.scheduler.Schedulers;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/** How a hop ends where its scheduler or its subscriber lets it down. */
class HopEndTest {
    @RegisterExtension
    final TestFrames frames = new TestFrames();

    private final ManualSource<EncodedFrame> source = new ManualSource<>();
    private final StuckScheduler scheduler = new StuckScheduler();
    private final Signals signals = new Signals();

    /** What may happen to a hop whose scheduler is gone. */
    private enum Event {
        NEXT,
        REQUEST,
        COMPLETE,
        ERROR
    }

    @ParameterizedTest
    @EnumSource(Event.class)
    void endsAtTheNextEventAfterItsSchedulerWasDisposedWithATurnQueued(Event event) {
        startWithTwoQueued();
        scheduler.dispose();
        happen(event);
        assertThat(frames.open()).isZero();
        assertThat(source.cancelled).isTrue();
        assertThat(signals.errors).hasSize(1);
        assertThat(signals.errors.get(0))
                .isInstanceOf(
                        event == Event.ERROR
                                ? IllegalStateException.class
                                : RejectedExecutionException.class);
        happen(Event.NEXT);
        happen(Event.REQUEST);
        assertThat(frames.open()).isZero();
        assertThat(signals.errors).hasSize(1);
        assertThat(signals.completions).isZero();
    }

    @Test
    void givesAllBackWhenCancelledAfterItsSchedulerWasDisposedWithATurnQueued() {
        startWithTwoQueued();
        scheduler.dispose();
        signals.cancel();
        assertThat(frames.open()).isZero();
        assertThat(source.cancelled).isTrue();
        happen(Event.NEXT);
        assertThat(frames.open()).isZero();
        assertThat(signals.errors).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Event.class)
    void endsWhereItsDisposedSchedulerRejectsTheTurn(Event event) {
        start();
        scheduler.dispose();
        happen(event);
        assertThat(frames.open()).isZero();
        assertThat(source.cancelled).isTrue();
        assertThat(signals.errors.size() + signals.completions).isEqualTo(1);
        assertThat(signals.completions).isEqualTo(event == Event.COMPLETE ? 1 : 0);
    }

    @Test
    void aSubscriberThatThrowsIsCancelledAndItsFrameClosed() {
        List<Throwable> dropped = new ArrayList<>();
        Hooks.onErrorDropped(dropped::add);
        try {
            signals.failure = new NoClassDefFoundError("org/opencv/Mat");
            source.flux().transform(Hop.on(Schedulers.immediate(), 4)).subscribe(signals);
            happen(Event.NEXT);
            happen(Event.NEXT);
            happen(Event.COMPLETE);
        } finally {
            Hooks.resetOnErrorDropped();
        }
        assertThat(source.cancelled).isTrue();
        assertThat(frames.open()).isZero();
        assertThat(dropped).containsExactly(signals.failure);
        assertThat(signals.completions).isZero();
        assertThat(signals.numbers).hasSize(1);
    }

    private void start() {
        source.flux().transform(Hop.on(scheduler, 4)).subscribe(signals);
        scheduler.runAll();
    }

    private void startWithTwoQueued() {
        start();
        happen(Event.NEXT);
        happen(Event.NEXT);
        assertThat(frames.open()).isEqualTo(2);
    }

    private void happen(Event event) {
        switch (event) {
            case NEXT -> source.next(frames.unit(Pacing.LIVE, 0));
            case REQUEST -> signals.request(1);
            case COMPLETE -> source.complete();
            case ERROR -> source.fail(new IllegalStateException("cable"));
        }
    }
}
