package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.CaptureOrigin;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.media.rtsp.AuthChallenge;
import reactor.valkka.media.rtsp.BasicChallenge;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.DigestAlgorithm;
import reactor.valkka.media.rtsp.DigestChallenge;
import reactor.valkka.operator.Use;
import reactor.valkka.pool.FramePool;
import reactor.valkka.pool.PoolExhaustedException;
import reactor.valkka.test.CameraScript;
import reactor.valkka.test.CameraVideo;
import reactor.valkka.test.FakeCamera;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

@NoFrameLeaks
class RtspSourceTest {

    static final Duration SOON = Duration.ofSeconds(20);
    private static final CameraScript FAST = CameraScript.usual().framesPerSecond(500);

    private static final ConnectionGovernor HASTY =
            ConnectionGovernor.create(ConnectionGovernor.Limits.NONE);

    static RtspSource source(String uri, TestPool pool) {
        return RtspSource.create(uri).stream(StreamId.of("cam"))
                .counters(new Counters())
                .pool(pool.encoded())
                .governor(HASTY)
                .reconnect(ReconnectPolicy.never());
    }

    /** What came, in short: {@code setup}, {@code K0}, {@code P1}. */
    static List<String> take(RtspSource source, int frames) {
        List<String> seen = new ArrayList<>();
        source.frames()
                .limitRate(64)
                .transform(Use.map(RtspSourceTest::name))
                .take(frames)
                .doOnNext(seen::add)
                .blockLast(SOON);
        return seen;
    }

    static String name(EncodedFrame frame) {
        if (frame instanceof AccessUnit unit) {
            return (unit.isKeyFrame() ? "K" : "P") + CameraVideo.numberOf(unit);
        }
        return ((StreamSetup) frame).discontinuity() ? "setup after a break" : "setup";
    }

    static List<String> expected(int units, int keyFrameEvery, int videoUnits) {
        List<String> names = new ArrayList<>();
        names.add("setup");
        for (int i = 0; i < units; i++) {
            int number = i % videoUnits;
            names.add((number % keyFrameEvery == 0 ? "K" : "P") + number);
        }
        return names;
    }

    @Test
    void playsEveryUnitInOrder(TestPool pool) {
        try (FakeCamera camera = FakeCamera.start(FAST)) {
            RtspSource source = source(camera.uri(), pool);
            assertThat(take(source, 121)).isEqualTo(expected(120, 25, 50));
            assertThat(source.counters().get(Counter.PACKETS_LOST)).isZero();
            assertThat(source.counters().get(Counter.PACKETS_MALFORMED)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 100, 1_449})
    void playsWhateverTheSegments(int bytes, TestPool pool) {
        CameraVideo video = CameraVideo.synthetic(10, 5, 3_000, 300);
        CameraScript script =
                CameraScript.usual().video(video).framesPerSecond(200).segments(bytes);
        try (FakeCamera camera = FakeCamera.start(script)) {
            assertThat(take(source(camera.uri(), pool), 31)).isEqualTo(expected(30, 5, 10));
        }
    }

    @Test
    void unitsSayWhatTheyAre(TestPool pool) {
        try (FakeCamera camera = FakeCamera.start(FAST.withSenderReports())) {
            List<CaptureOrigin> origins = new ArrayList<>();
            List<Long> times = new ArrayList<>();
            source(camera.uri(), pool)
                    .frames()
                    .transform(Use.map(frame -> {
                        assertThat(frame.pacing()).isEqualTo(Pacing.LIVE);
                        assertThat(frame.stream()).isEqualTo(StreamId.of("cam"));
                        if (frame instanceof AccessUnit unit) {
                            origins.add(unit.header().origin());
                            times.add(unit.pts());
                            long off = unit.header().capturedNanos() / 1_000_000
                                    - System.currentTimeMillis();
                            assertThat(off).isBetween(-2_000L, 2_000L);
                            assertThat(unit.header().lostPackets()).isZero();
                        }
                        return true;
                    }))
                    .take(80)
                    .blockLast(SOON);
            assertThat(times).startsWith(0L, 180L, 360L);
            assertThat(origins.get(70)).isEqualTo(CaptureOrigin.SENDER_REPORT);
        }
    }

    static List<List<AuthChallenge>> challenges() {
        return List.of(
                List.of(new BasicChallenge("cam")),
                List.of(DigestChallenge.legacy("cam", "n1")),
                List.of(DigestChallenge.modern("cam", "n2", DigestAlgorithm.MD5)),
                List.of(DigestChallenge.modern("cam", "n3", DigestAlgorithm.SHA_256_SESS)),
                List.of(
                        new BasicChallenge("cam"),
                        DigestChallenge.legacy("cam", "n4"),
                        DigestChallenge.modern("cam", "n5", DigestAlgorithm.SHA_256)));
    }

    @ParameterizedTest
    @MethodSource("challenges")
    void givesCredentialsWhenAsked(List<AuthChallenge> challenges, TestPool pool) {
        Credentials odd = Credentials.of("joe", "pa#ss@w%rd/ ?:");
        CameraScript guarded = FAST.guarded(odd, challenges.toArray(AuthChallenge[]::new));
        try (FakeCamera camera = FakeCamera.start(guarded)) {
            RtspSource apart = source(camera.uri(), pool).credentials(odd);
            assertThat(take(apart, 3)).containsExactly("setup", "K0", "P1");
            RtspSource inside = source(camera.uri("joe:pa#ss@w%rd/ ?:"), pool);
            assertThat(take(inside, 3)).containsExactly("setup", "K0", "P1");
        }
    }

    @Test
    void cancelSaysGoodbye(TestPool pool) {
        try (FakeCamera camera = FakeCamera.start(FAST)) {
            take(source(camera.uri(), pool), 5);
            await().until(() ->
                    camera.requests().contains("TEARDOWN") && camera.connectionsOpen() == 0);
        }
    }

    @Test
    void aSubscriberMayCancelFromInsideItsOwnCallback(TestPool pool) {
        try (FakeCamera camera = FakeCamera.start(FAST)) {
            RtspSource source = source(camera.uri(), pool);
            AtomicInteger seen = new AtomicInteger();
            source.frames().subscribe(new BaseSubscriber<>() {
                @Override
                protected void hookOnNext(EncodedFrame frame) {
                    frame.close();
                    seen.incrementAndGet();
                    cancel();
                }
            });
            await().until(() -> camera.connectionsOpen() == 0 && seen.get() > 0);
            assertThat(seen).hasValue(1);
        }
    }

    @Test
    void whoKeepsAllSlotsLosesWholeRunsAndGoesOnAtAKeyFrame(TestPool pool) {
        FramePool small = pool.watch(
                FramePool.builder("small").capacityBytes(4 << 20).checking(true).build());
        try (FakeCamera camera =
                FakeCamera.start(FAST.video(CameraVideo.synthetic(10, 5, 100_000, 100_000)))) {
            RtspSource source = source(camera.uri(), pool).pool(small);
            Queue<EncodedFrame> kept = new ConcurrentLinkedQueue<>();
            Queue<String> names = new ConcurrentLinkedQueue<>();
            AtomicBoolean keeping = new AtomicBoolean(true);
            Disposable playing = source.frames().subscribe(frame -> {
                names.add(name(frame));
                if (keeping.get()) {
                    kept.add(frame);
                } else {
                    frame.close();
                }
            });
            await().until(() -> source.counters().get(Counter.POOL_EXHAUSTED) > 0);
            keeping.set(false);
            int before = names.size();
            kept.forEach(EncodedFrame::close);
            await().until(() -> names.size() > before + 20);
            playing.dispose();
            await().until(() -> camera.connectionsOpen() == 0);
            kept.forEach(EncodedFrame::close); // one may have been on its way to be kept
            List<String> all = new ArrayList<>(names);
            for (int i = 2; i < all.size(); i++) {
                int last = Integer.parseInt(all.get(i - 1).substring(1));
                int next = Integer.parseInt(all.get(i).substring(1));
                assertThat(all.get(i).startsWith("K") || next == last + 1)
                        .as("%s after %s", all.get(i), all.get(i - 1))
                        .isTrue();
            }
        }
    }

    @Test
    void aPoolWithoutRoomRefusesTheStreamWithTheNumbers(TestPool pool) {
        FramePool small =
                pool.watch(FramePool.builder("small").capacityBytes(4 << 20).build());
        Flux<EncodedFrame> frames =
                source("rtsp://127.0.0.1:1/s", pool).pool(small, 1L << 40).frames();
        assertThatThrownBy(frames::blockLast).isInstanceOf(PoolExhaustedException.class);
    }

    @Test
    void settersChangeACopyAndNothingShowsCredentials() {
        RtspSource one = RtspSource.create("rtsp://joe:hidden@10.0.0.7:8554/a");
        RtspSource other = one.stream(StreamId.of("door")).credentials("joe", "hidden");
        assertThat(one.stream()).isEqualTo(StreamId.of("10.0.0.7:8554/a"));
        assertThat(other.stream()).isEqualTo(StreamId.of("door"));
        assertThat(one + " " + other + " " + one.uri()).doesNotContain("hidden");
        assertThat(one.state()).isEqualTo(new CameraState.Idle());
        assertThatThrownBy(() -> RtspSource.create("rtspu://10.0.0.7/a"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
