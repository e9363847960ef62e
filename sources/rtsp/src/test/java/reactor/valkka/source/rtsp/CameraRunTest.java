package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.valkka.count.Counters;
import reactor.valkka.count.StateHub;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamId;
import reactor.valkka.media.rtsp.RtspUri;
import reactor.valkka.rtsp.ReceiverOptions;
import reactor.valkka.rtsp.SessionConfig;
import reactor.valkka.spi.Outlet;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;
import reactor.valkka.test.TestUnits;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

@NoFrameLeaks
class CameraRunTest {

    @Test
    void aStepWithABugEndsTheStreamWithIt(TestPool pool) {
        StreamConfig config = StreamConfig.of(StreamId.of("cam"), ReconnectPolicy.DEFAULT)
                .pool(pool.encoded(), 0)
                .counters(new Counters());
        SourceConfig camera = new SourceConfig(
                SessionConfig.of(RtspUri.parse("rtsp://127.0.0.1:1/s")),
                config,
                TransportPlan.of(RtspTransport.TCP, UdpSources.LEARN),
                null,
                ConnectionGovernor.shared(),
                0);
        StateHub<CameraState> states = new StateHub<>(new CameraState.Idle());
        Set<CameraRun> runs = ConcurrentHashMap.newKeySet();
        Flux<EncodedFrame> frames = Outlet.flux(config.overflow(), config.counters(), outlet -> {
            CameraRun run = new CameraRun(
                    config, outlet, states, runs, mine -> new CameraApproach(mine, camera));
            runs.add(run);
            run.guarded(() -> {
                throw new IllegalStateException("a bug");
            });
            return run;
        });
        assertThatThrownBy(() -> frames.blockLast(RtspSourceTest.SOON))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a bug");
        assertThat(states.state()).isInstanceOf(CameraState.Failed.class);
        assertThat(runs).isEmpty();
    }

    /** A packet may hold many units of sound: what waits of them is taken before more is read. */
    @Test
    void aRecordingIsReadOnlyWhereMoreIsAskedForThanWaits(TestPool pool) {
        StreamConfig config = StreamConfig.of(StreamId.of("recording"), ReconnectPolicy.DEFAULT)
                .pool(pool.encoded(), 0)
                .counters(new Counters());
        Recorder recorder = new Recorder();
        AtomicReference<CameraRun> started = new AtomicReference<>();
        Set<CameraRun> runs = ConcurrentHashMap.newKeySet();
        Flux<EncodedFrame> frames = Outlet.flux(config.overflow(), config.counters(), outlet -> {
            CameraRun run = new CameraRun(
                    config,
                    outlet,
                    new StateHub<>(new CameraState.Idle()),
                    runs,
                    recorder::approachedBy);
            started.set(run);
            run.start();
            return run;
        });
        Supplier<CameraRun> run = () -> Objects.requireNonNull(started.get());
        StepVerifier.create(frames.doOnNext(EncodedFrame::close), 0)
                .then(() -> onLoop(
                        run.get(),
                        () -> units(pool).subscribe(frame -> run.get().push(frame))))
                .thenRequest(1)
                .thenRequest(2)
                .expectNextCount(3)
                .then(() -> onLoop(run.get(), () -> assertThat(recorder.resumed).isZero()))
                .thenRequest(2)
                .expectNextCount(1)
                .then(() -> onLoop(run.get(), () -> assertThat(recorder.resumed).isOne()))
                .thenCancel()
                .verify(RtspSourceTest.SOON);
        await().until(runs::isEmpty);
    }

    /** A setup and three units. */
    private static Flux<EncodedFrame> units(TestPool pool) {
        return TestUnits.live(pool.share(StreamId.of("recording"))).frames(3, 3);
    }

    /** Waits for what is done there before, and for the step itself. */
    private static void onLoop(CameraRun run, Runnable step) {
        CompletableFuture<Void> done = CompletableFuture.runAsync(step, run.loop());
        done.orTimeout(RtspSourceTest.SOON.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** Counts how often it is read. */
    private static final class Recorder implements Approach, Link {
        int resumed;
        private @Nullable CameraRun run;

        Approach approachedBy(CameraRun by) {
            run = by;
            return this;
        }

        @Override
        public void begin() {
            Objects.requireNonNull(run).open(this);
        }

        @Override
        public void open() {}

        @Override
        public void leave() {}

        @Override
        public void resume() {
            resumed++;
        }

        @Override
        public ReceiverOptions receiver() {
            throw new UnsupportedOperationException("nothing is received");
        }

        @Override
        public boolean isOnDemand() {
            return true;
        }
    }
}
