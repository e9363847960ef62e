package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.netty.resources.LoopResources;
import reactor.valkka.count.Counter;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.media.rtsp.BasicChallenge;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.operator.Use;
import reactor.valkka.rtsp.RtspAuthenticationException;
import reactor.valkka.test.CameraScript;
import reactor.valkka.test.FakeCamera;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Streams that break, consumers that are slow, and neighbours that misbehave. */
@NoFrameLeaks
class ReconnectTest {

    private static final CameraScript FAST = CameraScript.usual().framesPerSecond(200);
    private static final ReconnectPolicy QUICK =
            ReconnectPolicy.backoff(Duration.ofMillis(50), Duration.ofMillis(200));

    private static RtspSource source(FakeCamera camera, TestPool pool) {
        return RtspSourceTest.source(camera.uri(), pool).reconnect(QUICK);
    }

    /** Notes the names of frames and checks that time goes on. */
    private static Disposable play(RtspSource source, Queue<String> seen) {
        long[] last = {-1};
        return source.frames()
                .transform(Use.map(frame -> {
                    if (frame instanceof AccessUnit unit) {
                        if (unit.pts() <= last[0]) {
                            seen.add("time went back");
                        }
                        last[0] = unit.pts();
                    }
                    return RtspSourceTest.name(frame);
                }))
                .subscribe(seen::add);
    }

    @Test
    void aKilledCameraComesBackWithTheNextTry(TestPool pool) {
        try (FakeCamera camera = FakeCamera.start(FAST)) {
            RtspSource source = source(camera, pool);
            Queue<String> seen = new ConcurrentLinkedQueue<>();
            Disposable playing = play(source, seen);
            await().until(() -> seen.size() > 20);
            camera.kill();
            await().until(() -> source.state() instanceof CameraState.BackingOff);
            camera.revive();
            await().until(() -> seen.contains("setup after a break"));
            assertThat(camera.connectionsAccepted())
                    .as("the one that was killed, and the next")
                    .isEqualTo(2);
            int before = seen.size();
            await().until(() -> seen.size() > before + 20);
            playing.dispose();
            List<String> all = new ArrayList<>(seen);
            assertThat(all).doesNotContain("time went back").startsWith("setup", "K0", "P1");
            int back = all.indexOf("setup after a break");
            assertThat(all.subList(back, back + 3))
                    .containsExactly("setup after a break", "K0", "P1");
            assertThat(source.counters().get(Counter.RECONNECTS)).isPositive();
        }
    }

    @Test
    void whoCancelsDuringAWaitIsNotConnectedAgain(TestPool pool) {
        try (FakeCamera camera = FakeCamera.start(FAST)) {
            RtspSource source = source(camera, pool);
            camera.kill();
            Disposable playing = play(source, new ConcurrentLinkedQueue<>());
            await().until(() -> source.state() instanceof CameraState.BackingOff);
            playing.dispose();
            await().until(() -> source.state() instanceof CameraState.Idle);
            camera.revive();
            await().during(QUICK.max().multipliedBy(2))
                    .until(() -> camera.connectionsAccepted() == 0);
            assertThat(source.state()).isInstanceOf(CameraState.Idle.class);
        }
    }

    @Test
    void aStallIsNoticedCountedAndMended(TestPool pool) {
        try (FakeCamera camera = FakeCamera.start(FAST.stallAfter(40))) {
            RtspSource source = source(camera, pool)
                    .deadlines(
                            reactor.valkka.rtsp.Deadlines.DEFAULT.silence(Duration.ofMillis(200)));
            Queue<String> seen = new ConcurrentLinkedQueue<>();
            Disposable playing = play(source, seen);
            await().until(() -> seen.contains("setup after a break"));
            playing.dispose();
            assertThat(source.counters().get(Counter.STALLS)).isPositive();
            assertThat(seen).doesNotContain("time went back");
        }
    }

    @Test
    void statesTellTheStoryToEachWatcher(TestPool pool) {
        Credentials joe = Credentials.of("joe", "pw");
        CameraScript guarded = FAST.guarded(joe, new BasicChallenge("cam")).closeAfter(30);
        try (FakeCamera camera = FakeCamera.start(guarded)) {
            RtspSource source = source(camera, pool).credentials(joe);
            Queue<String> first = new ConcurrentLinkedQueue<>();
            Queue<String> late = new ConcurrentLinkedQueue<>();
            Disposable watching = watch(source, first);
            Disposable playing = play(source, new ConcurrentLinkedQueue<>());
            await().until(() -> first.contains("BackingOff"));
            Disposable watchingToo = watch(source, late);
            await().until(() -> late.contains("Playing"));
            playing.dispose();
            await().until(() -> last(first).equals("Idle") && last(late).equals("Idle"));
            assertThat(first)
                    .startsWith(
                            "Idle",
                            "Connecting",
                            "Authenticating",
                            "Playing",
                            "BackingOff",
                            "Connecting");
            assertThat(source.state()).isInstanceOf(CameraState.Idle.class);
            watching.dispose();
            watchingToo.dispose();
        }
    }

    private static Disposable watch(RtspSource source, Queue<String> seen) {
        return source.states().subscribe(state -> seen.add(state.getClass().getSimpleName()));
    }

    private static String last(Queue<String> seen) {
        List<String> all = new ArrayList<>(seen);
        return all.get(all.size() - 1);
    }

    @Test
    void aRefusedPasswordIsNotTriedAgainUntilSomebodyAsks(TestPool pool) {
        Credentials joe = Credentials.of("joe", "pw");
        CameraScript guarded = FAST.guarded(joe, new BasicChallenge("cam"));
        try (FakeCamera camera = FakeCamera.start(guarded.refusingForEver())) {
            RtspSource source = source(camera, pool).credentials(joe);
            Queue<String> seen = new ConcurrentLinkedQueue<>();
            Disposable playing = play(source, seen);
            await().until(() -> source.state() instanceof CameraState.BackingOff);
            CameraState.BackingOff state = (CameraState.BackingOff) source.state();
            assertThat(state.cause()).isInstanceOf(RtspAuthenticationException.class);
            assertThat(state.until()).isAfter(Instant.now().plusSeconds(300));
            await().during(Duration.ofMillis(500)).until(() -> camera.connectionsAccepted() == 1);
            assertThat(camera.requests()).containsExactly("OPTIONS", "OPTIONS");
            camera.behave(guarded);
            source.reconnectNow();
            await().until(() -> seen.contains("K0"));
            playing.dispose();
        }
    }

    @Test
    void aNeighbourThatSendsGarbageCostsNothing(TestPool pool) {
        LoopResources oneThread = LoopResources.create("valkka-net-one", 1, true);
        try (FakeCamera good = FakeCamera.start(FAST);
                FakeCamera bad = FakeCamera.start(FAST.garbageAfter(5).segments(97))) {
            RtspSource noisy = source(bad, pool).loops(oneThread);
            Disposable noise = play(noisy, new ConcurrentLinkedQueue<>());
            RtspSource quiet = source(good, pool).loops(oneThread);
            assertThat(RtspSourceTest.take(quiet, 601))
                    .isEqualTo(RtspSourceTest.expected(600, 25, 50));
            await().until(() -> noisy.counters().get(Counter.PACKETS_MALFORMED) > 0
                    || noisy.counters().get(Counter.RECONNECTS) > 0);
            noise.dispose();
            assertThat(quiet.counters().get(Counter.PACKETS_LOST)).isZero();
            assertThat(quiet.counters().get(Counter.OUTLET_DROPPED)).isZero();
            await().until(() -> bad.connectionsOpen() == 0);
        } finally {
            oneThread.dispose();
        }
    }

    @Test
    void whoAsksForNothingHoldsABoundedBacklogAndGoesOnAtAKeyFrame(TestPool pool) {
        try (FakeCamera camera = FakeCamera.start(FAST)) {
            RtspSource source = source(camera, pool);
            Queue<String> seen = new ConcurrentLinkedQueue<>();
            BaseSubscriber<EncodedFrame> slow = new BaseSubscriber<>() {
                @Override
                protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
                    // asks for nothing yet
                }

                @Override
                protected void hookOnNext(EncodedFrame frame) {
                    seen.add(RtspSourceTest.name(frame));
                    frame.close();
                }
            };
            source.frames().subscribe(slow);
            await().until(() -> source.counters().get(Counter.OUTLET_DROPPED) > 50);
            assertThat(pool.openSlots()).isLessThanOrEqualTo(18);
            slow.request(3);
            await().until(() -> seen.size() == 3);
            slow.cancel();
            assertThat(seen.poll()).isEqualTo("setup");
            assertThat(seen.poll()).startsWith("K");
        }
    }

    @Test
    void aCameraThatBreaksWithEachPictureIsTriedLessAndLess(TestPool pool) {
        try (FakeCamera camera = FakeCamera.start(FAST.closeAfter(2))) {
            RtspSource source = RtspSourceTest.source(camera.uri(), pool)
                    .reconnect(ReconnectPolicy.backoff(Duration.ofMillis(20), Duration.ofHours(1))
                            .jitter(0));
            Disposable playing = play(source, new ConcurrentLinkedQueue<>());
            await().until(() -> source.state() instanceof CameraState.BackingOff backingOff
                    && Instant.now().plusMillis(600).isBefore(backingOff.until()));
            assertThat(source.counters().get(Counter.RECONNECTS)).isBetween(5L, 8L);
            playing.dispose();
        }
    }
}
