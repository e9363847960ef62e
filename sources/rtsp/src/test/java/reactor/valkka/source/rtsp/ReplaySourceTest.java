package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.valkka.count.Counter;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Frame;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.operator.Use;
import reactor.valkka.pool.FramePool;
import reactor.valkka.rtsp.Deadlines;
import reactor.valkka.rtsp.Replay;
import reactor.valkka.test.CameraScript;
import reactor.valkka.test.CameraVideo;
import reactor.valkka.test.FakeCamera;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Recordings in a camera: read as far as they are asked for, and at an end some time. */
@NoFrameLeaks
class ReplaySourceTest {

    private static final int UNITS = 400;
    private static final CameraScript RECORDER =
            CameraScript.usual().framesPerSecond(5_000).unitsMax(UNITS);

    @Test
    void aRecordingEndsAndNothingOfItIsDropped(TestPool pool) {
        try (FakeCamera camera = FakeCamera.start(RECORDER)) {
            RtspSource source =
                    RtspSourceTest.source(camera.uri(), pool).replay(Replay.from(Instant.EPOCH));
            List<String> seen = Objects.requireNonNull(source.frames()
                    .limitRate(4)
                    .transform(Use.map(RtspSourceTest::name))
                    .collectList()
                    .block(RtspSourceTest.SOON));
            assertThat(seen).hasSize(UNITS + 1).first().isEqualTo("setup");
            assertThat(seen.get(UNITS)).isEqualTo("P49");
            assertThat(source.counters().get(Counter.OUTLET_DROPPED)).isZero();
            assertThat(source.state()).isEqualTo(new CameraState.Idle());
        }
    }

    @Test
    void theSpeedThatARecorderGrantsIsSeen(TestPool pool) {
        CameraScript slower = RECORDER.framesPerSecond(500).header(RtspMethod.PLAY, "Scale", "2.0");
        try (FakeCamera camera = FakeCamera.start(slower)) {
            RtspSource source = RtspSourceTest.source(camera.uri(), pool)
                    .replay(Replay.from(Instant.EPOCH).scale(4));
            AtomicReference<CameraState> playing = new AtomicReference<>(source.state());
            Disposable watching =
                    source.states().ofType(CameraState.Playing.class).subscribe(playing::set);
            assertThat(RtspSourceTest.take(source, UNITS + 1)).hasSize(UNITS + 1);
            assertThat(playing)
                    .hasValue(new CameraState.Playing(CameraState.Playing.Security.NONE, 2));
            watching.dispose();
        }
    }

    @Test
    void whoAsksForNothingGetsNothingAndLosesNothing(TestPool pool) {
        try (FakeCamera camera = FakeCamera.start(RECORDER)) {
            RtspSource source =
                    RtspSourceTest.source(camera.uri(), pool).replay(Replay.from(Instant.EPOCH));
            Slow slow = new Slow();
            source.frames().transform(Use.map(RtspSourceTest::name)).subscribe(slow);
            slow.request(3);
            await().atMost(RtspSourceTest.SOON).until(() -> slow.seen.size() == 3);
            assertThat(slow.ended).isFalse();
            slow.request(Long.MAX_VALUE);
            await().atMost(RtspSourceTest.SOON).untilTrue(slow.ended);
            assertThat(slow.seen).hasSize(UNITS + 1);
        }
    }

    @Test
    void aRecorderThatHangsUpAfterTheLastUnitLosesNoneOfThem(TestPool pool) {
        CameraScript hasty = CameraScript.usual().framesPerSecond(5_000).closeAfter(30);
        try (FakeCamera camera = FakeCamera.start(hasty)) {
            RtspSource source =
                    RtspSourceTest.source(camera.uri(), pool).replay(Replay.from(Instant.EPOCH));
            Slow slow = new Slow();
            source.frames().transform(Use.map(RtspSourceTest::name)).subscribe(slow);
            slow.request(2);
            await().until(() -> slow.seen.size() == 2);
            await().until(() -> camera.unitsSent() == 30);
            slow.request(Long.MAX_VALUE);
            await().atMost(RtspSourceTest.SOON).untilTrue(slow.ended);
            assertThat(slow.seen).hasSize(31);
            assertThat(slow.failed).isTrue();
        }
    }

    @Test
    void theLastUnitOfARecorderWithoutMarkersIsNotLostWhereItHangsUp(TestPool pool) {
        CameraScript hasty =
                CameraScript.usual().framesPerSecond(5_000).withoutMarkers().closeAfter(30);
        try (FakeCamera camera = FakeCamera.start(hasty)) {
            RtspSource source =
                    RtspSourceTest.source(camera.uri(), pool).replay(Replay.from(Instant.EPOCH));
            Slow eager = new Slow();
            source.frames().transform(Use.map(RtspSourceTest::name)).subscribe(eager);
            eager.request(Long.MAX_VALUE);
            await().atMost(RtspSourceTest.SOON).untilTrue(eager.ended);
            assertThat(eager.seen).hasSize(31);
        }
    }

    /** Where it broke cannot be asked for, and the whole of it again is not what was meant. */
    @Test
    void aRecorderWithoutTimesIsNotPlayedAgainFromTheStart(TestPool pool) {
        CameraScript hasty = CameraScript.usual().framesPerSecond(5_000).closeAfter(30);
        try (FakeCamera camera = FakeCamera.start(hasty)) {
            RtspSource source = RtspSourceTest.source(camera.uri(), pool)
                    .reconnect(ReconnectPolicy.DEFAULT)
                    .replay(Replay.from(Instant.EPOCH));
            Slow eager = new Slow();
            source.frames().transform(Use.map(RtspSourceTest::name)).subscribe(eager);
            eager.request(Long.MAX_VALUE);
            await().atMost(RtspSourceTest.SOON).untilTrue(eager.ended);
            assertThat(eager.failed).isTrue();
            assertThat(eager.seen).hasSize(31);
            assertThat(camera.connectionsAccepted()).isEqualTo(1);
        }
    }

    @Test
    void aPauseIsNoSilenceAndCanBeCancelled(TestPool pool) {
        try (FakeCamera camera = FakeCamera.start(RECORDER)) {
            RtspSource source = RtspSourceTest.source(camera.uri(), pool)
                    .deadlines(Deadlines.DEFAULT.silence(Duration.ofMillis(200)))
                    .replay(Replay.from(Instant.EPOCH));
            Slow slow = new Slow();
            source.frames().transform(Use.map(RtspSourceTest::name)).subscribe(slow);
            // What is asked for lies in the socket already: nothing that is slow is taken as
            // silence.
            await().until(() -> camera.unitsSent() > 10);
            slow.request(3);
            await().until(() -> slow.seen.size() == 3);
            await().during(Duration.ofMillis(600)).until(() -> !slow.ended.get());
            slow.request(1);
            await().until(() -> slow.seen.size() == 4);
            slow.cancel();
            await().until(() -> camera.connectionsOpen() == 0);
        }
    }

    /** Who takes units and keeps them fills the pool; the recorder waits until one is closed. */
    @Test
    void aFullPoolHoldsTheRecorderBackAndNothingIsDropped(TestPool pool) {
        FramePool small = pool.watch(
                FramePool.builder("small").capacityBytes(1 << 20).checking(true).build());
        try (FakeCamera camera = FakeCamera.start(RECORDER)) {
            RtspSource source = RtspSourceTest.source(camera.uri(), pool)
                    .pool(small, 0)
                    .replay(Replay.from(Instant.EPOCH));
            Queue<EncodedFrame> kept = new ConcurrentLinkedQueue<>();
            AtomicInteger taken = new AtomicInteger();
            AtomicBoolean ended = new AtomicBoolean();
            source.frames()
                    .subscribe(
                            frame -> {
                                kept.add(frame);
                                taken.incrementAndGet();
                            },
                            error -> {},
                            () -> ended.set(true));
            await().atMost(RtspSourceTest.SOON).until(() -> small.stats().exhausted() > 0);
            assertThat(taken.get()).isBetween(2, UNITS);
            await().atMost(RtspSourceTest.SOON).until(() -> {
                kept.removeIf(frame -> {
                    frame.close();
                    return true;
                });
                return ended.get();
            });
            kept.forEach(Frame::close);
            assertThat(taken).hasValue(UNITS + 1);
            assertThat(source.counters().get(Counter.POOL_EXHAUSTED)).isZero();
        }
    }

    /** What the sockets hold is little against a recording; the rest must wait in the recorder. */
    @Test
    void aRecorderWhoseClientPausesMustWait(TestPool pool) {
        CameraScript endless = CameraScript.usual()
                .framesPerSecond(100_000)
                .video(CameraVideo.synthetic(50, 25, 200_000, 200_000));
        try (FakeCamera camera = FakeCamera.start(endless)) {
            RtspSource source =
                    RtspSourceTest.source(camera.uri(), pool).replay(Replay.from(Instant.EPOCH));
            Slow slow = new Slow();
            source.frames().transform(Use.map(RtspSourceTest::name)).subscribe(slow);
            slow.request(3);
            await().until(() -> slow.seen.size() == 3);
            AtomicLong sent = new AtomicLong();
            await().atMost(RtspSourceTest.SOON)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> sent.getAndSet(camera.unitsSent()) == camera.unitsSent());
            assertThat(sent.get()).isLessThan(200);
            slow.cancel();
        }
    }

    /** Asks only when it is told to. */
    private static final class Slow extends BaseSubscriber<String> {
        final Queue<String> seen = new ConcurrentLinkedQueue<>();
        final AtomicBoolean ended = new AtomicBoolean();
        final AtomicBoolean failed = new AtomicBoolean();

        @Override
        protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {}

        @Override
        protected void hookOnNext(String name) {
            seen.add(name);
        }

        @Override
        protected void hookOnError(Throwable error) {
            failed.set(true);
            ended.set(true);
        }

        @Override
        protected void hookOnComplete() {
            ended.set(true);
        }
    }
}
