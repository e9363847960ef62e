package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.core.Disposable;
import reactor.valkka.count.Counter;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.media.rtp.H264Packetizer;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.sdp.SdpAttribute;
import reactor.valkka.operator.Use;
import reactor.valkka.rtsp.PacketTrace;
import reactor.valkka.rtsp.TrackSelection;
import reactor.valkka.test.CameraAudio;
import reactor.valkka.test.CameraScript;
import reactor.valkka.test.CameraVideo;
import reactor.valkka.test.FakeCamera;
import reactor.valkka.test.FakeTrack;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** What cameras do that no standard says, over a real connection: every picture comes. */
@NoFrameLeaks
class PlayedOddCamerasTest {

    private static final CameraScript FAST = CameraScript.usual().framesPerSecond(500);

    /** Keeps one session, for a minute behind the end of its connection. */
    private static final CameraScript FULL_FOR_A_MINUTE =
            FAST.framesPerSecond(200).sessionsMax(1).staleSessions(Duration.ofMinutes(1));

    /** Every unit comes once and in order. */
    private static void playsEverything(CameraScript script, TestPool pool) {
        try (FakeCamera camera = FakeCamera.start(script)) {
            RtspSource source = RtspSourceTest.source(camera.uri(), pool);
            assertThat(RtspSourceTest.take(source, 101))
                    .isEqualTo(RtspSourceTest.expected(100, 25, 50));
            assertThat(source.counters().get(Counter.PACKETS_LOST)).isZero();
        }
    }

    @Test
    void live555Before2017SendsTheRestOfAnEarlierSessionIntoTheNextConnection(TestPool pool) {
        CameraScript script = FAST.framesPerSecond(200)
                .answersAfter(Duration.ofMillis(20))
                .staleSessionsSending(Duration.ofMinutes(1));
        try (FakeCamera camera = FakeCamera.start(script)) {
            RtspSource source = quick(camera, pool);
            Queue<String> seen = new ConcurrentLinkedQueue<>();
            Disposable playing =
                    source.frames().transform(Use.map(RtspSourceTest::name)).subscribe(seen::add);
            await().until(() -> seen.size() > 20);
            camera.kill();
            camera.revive();
            await().until(() -> behindTheBreak(seen).size() > 100);
            playing.dispose();
            List<String> expected = RtspSourceTest.expected(100, 25, 50);
            expected.set(0, "setup after a break");
            assertThat(behindTheBreak(seen).subList(0, 101)).isEqualTo(expected);
        }
    }

    private static List<String> behindTheBreak(Queue<String> seen) {
        List<String> all = new ArrayList<>(seen);
        int at = all.indexOf("setup after a break");
        return at < 0 ? List.of() : all.subList(at, all.size());
    }

    @Test
    void aCameraThatStillHoldsAnEarlierSessionIsTriedUntilItHasRoom(TestPool pool) {
        try (FakeCamera camera = FakeCamera.start(FULL_FOR_A_MINUTE)) {
            RtspSource source = quick(camera, pool);
            Queue<String> states = new ConcurrentLinkedQueue<>();
            Disposable watching = source.states()
                    .ofType(CameraState.BackingOff.class)
                    .subscribe(state -> states.add(String.valueOf(state.cause())));
            Queue<String> seen = new ConcurrentLinkedQueue<>();
            Disposable playing = playing(source, seen);
            camera.kill();
            camera.revive();
            await().until(() -> states.stream().anyMatch(cause -> cause.contains("453")));
            assertThat(behindTheBreak(seen)).isEmpty();
            camera.behave(FAST.framesPerSecond(200));
            await().until(() -> behindTheBreak(seen).size() > 20);
            playing.dispose();
            watching.dispose();
        }
    }

    @Test
    void aSessionThatALostConnectionHasLeftOverUdpIsEndedBeforeTheNextOne(TestPool pool) {
        try (FakeCamera camera = FakeCamera.start(FULL_FOR_A_MINUTE)) {
            RtspSource source = quick(camera, pool).transport(RtspTransport.UDP);
            Queue<String> seen = new ConcurrentLinkedQueue<>();
            Disposable playing = playing(source, seen);
            camera.dropConnections();
            await().until(() -> behindTheBreak(seen).size() > 20);
            assertThat(source.counters().get(Counter.RECONNECTS)).isEqualTo(1);
            assertThat(camera.requests()).filteredOn("TEARDOWN"::equals).hasSize(1);
            playing.dispose();
        }
    }

    @Test
    void neitherDoesItStayWhereTheCameraIsAwayForLongerThanOneAttempt(TestPool pool) {
        try (FakeCamera camera = FakeCamera.start(FULL_FOR_A_MINUTE)) {
            RtspSource source = quick(camera, pool).transport(RtspTransport.UDP);
            Queue<String> seen = new ConcurrentLinkedQueue<>();
            Disposable playing = playing(source, seen);
            camera.kill();
            await().until(() -> source.counters().get(Counter.RECONNECTS) > 2);
            camera.revive();
            await().until(() -> behindTheBreak(seen).size() > 20);
            assertThat(camera.requests()).filteredOn("TEARDOWN"::equals).hasSize(1);
            playing.dispose();
        }
    }

    /** Once it plays. */
    private static Disposable playing(RtspSource source, Queue<String> seen) {
        Disposable playing =
                source.frames().transform(Use.map(RtspSourceTest::name)).subscribe(seen::add);
        await().until(() -> seen.size() > 20);
        return playing;
    }

    private static RtspSource quick(FakeCamera camera, TestPool pool) {
        return RtspSourceTest.source(camera.uri(), pool)
                .reconnect(ReconnectPolicy.backoff(Duration.ofMillis(50), Duration.ofMillis(200)));
    }

    @Test
    void packetsThatComeBeforeTheAnswerToPlayAreNotLost(TestPool pool) {
        playsEverything(FAST.mediaBeforePlayAnswer(3), pool);
    }

    @Test
    void packetsInChannelsOfNobodyAndReportsOfOthersChangeNothing(TestPool pool) {
        playsEverything(FAST.strayPackets(), pool);
    }

    @Test
    void rtp2httpd323RefusesARangeForWhatIsLive(TestPool pool) {
        playsEverything(FAST.refusingRanges(), pool);
    }

    @Test
    void aCameraThatForbidsAggregatesIsPlayedByTrack(TestPool pool) {
        playsEverything(FAST.playedByTrack(), pool);
    }

    @Test
    void hikvisionWritesBlanksAndTooManyDigitsIntoItsTransport(TestPool pool) {
        String odd =
                "RTP/AVP/TCP;unicast;interleaved={interleaved}; ssrc=0000{ssrc} ;mode=\"play\"";
        playsEverything(FAST.header(RtspMethod.SETUP, "Transport", odd), pool);
    }

    @Test
    void aWrongSourceInTheTransportCostsNothing(TestPool pool) {
        String odd = "RTP/AVP/TCP;unicast;interleaved={interleaved};ssrc=0000A0C6";
        playsEverything(FAST.header(RtspMethod.SETUP, "Transport", odd), pool);
    }

    @Test
    void anotherSessionAtEachSetUpIsTheFirstOne(TestPool pool) {
        CameraScript script = FAST.tracks(CameraVideo.small(), CameraAudio.pcma())
                .sessions("first;timeout=60", "second;timeout=60");
        try (FakeCamera camera = FakeCamera.start(script)) {
            RtspSource source =
                    RtspSourceTest.source(camera.uri(), pool).tracks(TrackSelection.all());
            Played played = Played.pictures(source, 50);
            played.assertNothingWrong(source.counters());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10_000, 60_000})
    void tapoSendsDatagramsThatAreLargerThanAnyNetworkBears(int bytes, TestPool pool) {
        CameraVideo video = CameraVideo.synthetic(50, 5, 61_000, 21_000);
        FollowedTrack followed = new FollowedTrack(new LargePackets(video, bytes, bytes), 4);
        CameraScript script = FAST.framesPerSecond(50).tracks(followed);
        try (FakeCamera camera = FakeCamera.start(script);
                followed) {
            RtspSource source =
                    RtspSourceTest.source(camera.uri(), pool).transport(RtspTransport.UDP);
            assertThat(wrongUnits(source, video, followed::taken)).isEmpty();
            assertThat(source.counters().get(Counter.PACKETS_LOST)).isZero();
        }
    }

    @Test
    void largeDatagramsThatBeginLateAreLostUntilTheNextKeyFrameAndNeverShownCut(TestPool pool) {
        CameraVideo video = CameraVideo.synthetic(50, 5, 61_000, 21_000);
        LargePackets larger = new LargePackets(video, 1_400, 10_000);
        CameraScript script = FAST.framesPerSecond(50).tracks(larger);
        try (FakeCamera camera = FakeCamera.start(script)) {
            RtspSource source =
                    RtspSourceTest.source(camera.uri(), pool).transport(RtspTransport.UDP);
            assertThat(wrongUnits(source, video, () -> {})).isEmpty();
            assertThat(source.counters().get(Counter.PACKETS_LOST)).isPositive();
        }
    }

    private static List<String> wrongUnits(RtspSource source, CameraVideo video, Runnable taken) {
        List<String> units = source.frames()
                .limitRate(64)
                .transform(Use.map(
                        frame -> frame instanceof AccessUnit unit ? check(unit, video, taken) : ""))
                .take(50)
                .filter(wrong -> !wrong.isEmpty())
                .collectList()
                .block(RtspSourceTest.SOON);
        return Objects.requireNonNull(units);
    }

    /** What is wrong with a unit that claims to be whole. */
    private static String check(AccessUnit unit, CameraVideo video, Runnable taken) {
        taken.run();
        int number = CameraVideo.numberOf(unit);
        boolean same = unit.bytes().equals(video.units().get(number).data().asByteBuffer());
        return same || unit.header().lostPackets() > 0 ? "" : "unit " + number + " is not whole";
    }

    /** A video in packets of one size, and of another one from the 12th unit on. */
    private record LargePackets(CameraVideo video, int first, int later) implements FakeTrack {
        @Override
        public String kind() {
            return video.kind();
        }

        @Override
        public int clockRateHz() {
            return video.clockRateHz();
        }

        @Override
        public List<SdpAttribute> attributes(int payloadType) {
            return video.attributes(payloadType);
        }

        @Override
        public Sender sender(int payloadType, int ssrc, int sequenceNumber) {
            return new Sender() {
                private int next = sequenceNumber;

                @Override
                public void send(int number, int timestamp, Consumer<? super ByteBuffer> packets) {
                    H264Packetizer packetizer = new H264Packetizer(
                            payloadType, ssrc, next, number < 12 ? first : later, false);
                    packetizer.packetize(
                            video.units().get(number % 50).data().asByteBuffer(),
                            List.of(),
                            timestamp,
                            packet -> {
                                next = next + 1 & 0xFFFF;
                                packets.accept(packet);
                            });
                }
            };
        }
    }

    /** What a connection said that we have left is not heard as if the next one had said it. */
    @Test
    void whatComesBehindARedirectIsNotHeard(TestPool pool) {
        try (FakeCamera there = FakeCamera.start(CameraScript.usual().framesPerSecond(200))) {
            String twice = "RTSP/1.0 302 Moved\nCSeq: {cseq}\nLocation: " + there.uri()
                    + "\n\nREDIRECT * RTSP/1.0\nCSeq: 9\nLocation: rtsp://127.0.0.1:1/s\n\n";
            CameraScript script = CameraScript.usual().answer(RtspMethod.OPTIONS, twice);
            try (FakeCamera here = FakeCamera.start(script)) {
                RtspSource source = RtspSourceTest.source(here.uri(), pool);
                assertThat(RtspSourceTest.take(source, 11))
                        .isEqualTo(RtspSourceTest.expected(10, 25, 50));
            }
        }
    }

    @Test
    void packetsInChannelsOfNobodyAreTraced(TestPool pool) {
        PacketTrace trace = PacketTrace.create();
        try (FakeCamera camera = FakeCamera.start(FAST.strayPackets())) {
            RtspSourceTest.take(RtspSourceTest.source(camera.uri(), pool).trace(trace), 30);
        }
        assertThat(trace.print()).contains("< no track ");
    }
}
