package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import reactor.core.Disposable;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.CaptureOrigin;
import reactor.valkka.frame.Frame;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.operator.Use;
import reactor.valkka.rtsp.Deadlines;
import reactor.valkka.rtsp.PacketTrace;
import reactor.valkka.rtsp.RtspConnectionException;
import reactor.valkka.rtsp.RtspException;
import reactor.valkka.rtsp.RtspProtocolException;
import reactor.valkka.rtsp.RtspTimeoutException;
import reactor.valkka.rtsp.RtspUnsupportedException;
import reactor.valkka.rtsp.Stage;
import reactor.valkka.rtsp.TrackSelection;
import reactor.valkka.test.CameraAudio;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Plain RTP that comes to our ports, as a description says. */
@NoFrameLeaks
class SdpSourceTest {

    private static final Duration BRIEF = Duration.ofMillis(400);
    private static final Deadlines SHORT = Deadlines.DEFAULT.firstPacket(BRIEF).silence(BRIEF);
    private static final ReconnectPolicy HASTY = ReconnectPolicy.backoff(
                    Duration.ofMillis(50), Duration.ofMillis(100))
            .refused(Duration.ofMillis(100));

    static SdpSource quiet(SdpSource source, TestPool pool) {
        return source.counters(new Counters())
                .pool(pool.encoded())
                .reconnect(ReconnectPolicy.never());
    }

    private static SdpSource source(String sdp, TestPool pool) {
        return quiet(SdpSource.parse(sdp), pool);
    }

    private static String video(int port) {
        StringBuilder section = new StringBuilder("m=video " + port + " RTP/AVP 96\n");
        PlainSender.VIDEO
                .attributes(PlainSender.PAYLOAD_TYPE)
                .forEach(a -> section.append("a=" + a.name() + ":" + a.value() + "\n"));
        return section.toString();
    }

    /** What came, in short: {@code setup}, {@code K0}, {@code P1}. */
    private static List<String> take(SdpSource source, int frames) {
        List<String> seen = new ArrayList<>();
        source.frames()
                .limitRate(64)
                .transform(Use.map(RtspSourceTest::name))
                .take(frames)
                .doOnNext(seen::add)
                .blockLast(RtspSourceTest.SOON);
        return seen;
    }

    /** A setup and then one unit after the other, from any key frame on. */
    private static void assertPlays(SdpSource source) {
        List<String> seen = take(source, 61);
        assertThat(seen.get(0)).isEqualTo("setup");
        int first = Integer.parseInt(seen.get(1).substring(1));
        for (int i = 1; i < seen.size(); i++) {
            int number = (first + i - 1) % 50;
            assertThat(seen.get(i)).isEqualTo((number % 25 == 0 ? "K" : "P") + number);
        }
        assertThat(source.counters().get(Counter.PACKETS_LOST)).isZero();
        assertThat(source.counters().get(Counter.PACKETS_MALFORMED)).isZero();
    }

    static RtspException failure(SdpSource source) {
        try {
            take(source, 1);
            throw new AssertionError("a frame came");
        } catch (RtspException error) {
            return error;
        }
    }

    @Test
    void whatComesToThePortIsPlayed(TestPool pool) {
        int port = FreePorts.pair();
        try (PlainSender sender = PlainSender.to(port)) {
            SdpSource source = source(video(port), pool);
            assertThat(source.stream().name()).isEqualTo("port " + port);
            assertPlays(source);
            assertPlays(source.network("127.0.0.1"));
            assertPlays(source.network("lo"));
        }
    }

    private static Set<CaptureOrigin> origins(SdpSource source) {
        Set<CaptureOrigin> origins = EnumSet.noneOf(CaptureOrigin.class);
        source.frames()
                .transform(Use.map(frame -> {
                    if (frame instanceof AccessUnit unit) {
                        origins.add(unit.header().origin());
                    }
                    return true;
                }))
                .takeUntil(any -> origins.contains(CaptureOrigin.SENDER_REPORT))
                .take(200)
                .blockLast(RtspSourceTest.SOON);
        return origins;
    }

    @Test
    void reportsComeToTheNextPort(TestPool pool) {
        int port = FreePorts.pair();
        try (PlainSender sender = PlainSender.to(port)) {
            assertThat(origins(source(video(port), pool))).contains(CaptureOrigin.SENDER_REPORT);
        }
    }

    @Test
    void reportsComeWhereTheDescriptionSays(TestPool pool) {
        int port = FreePorts.four();
        int other = port + 2;
        try (PlainSender sender = PlainSender.reporting(port, other)) {
            assertThat(origins(source(video(port), pool))).containsOnly(CaptureOrigin.ARRIVAL);
            assertThat(origins(source(video(port) + "a=rtcp:" + other + "\n", pool)))
                    .contains(CaptureOrigin.SENDER_REPORT);
        }
    }

    @Test
    void reportsMayComeBetweenThePictures(TestPool pool) {
        int port = FreePorts.pair();
        try (PlainSender sender = PlainSender.reporting(port, port)) {
            assertThat(origins(source(video(port) + "a=rtcp-mux\n", pool)))
                    .contains(CaptureOrigin.SENDER_REPORT);
        }
    }

    @Test
    void picturesComeWithoutReportsWhereTheirPortIsTaken(TestPool pool) throws IOException {
        int port = FreePorts.pair();
        try (DatagramSocket taken = new DatagramSocket(port + 1);
                PlainSender sender = PlainSender.to(port)) {
            assertThat(taken.isBound()).isTrue();
            assertPlays(source(video(port), pool));
        }
    }

    private static void assertNothingIsHeard(SdpSource source) {
        RtspException error = failure(source.deadlines(SHORT));
        assertThat(error).isInstanceOf(RtspTimeoutException.class);
        assertThat(error.stage()).isEqualTo(Stage.FIRST_PACKET);
    }

    @Test
    void onlyTheSenderThatIsWantedIsHeard(TestPool pool) {
        int port = FreePorts.pair();
        String sdp = video(port) + "a=source-filter: incl IN IP4 * 127.0.0.2\n";
        SdpSource source = source(sdp, pool);
        try (PlainSender stranger = PlainSender.to(port)) {
            assertNothingIsHeard(source);
            try (PlainSender wanted = PlainSender.from("127.0.0.2", port)) {
                assertPlays(source);
            }
        }
    }

    @Test
    void aSenderMayBeKeptOut(TestPool pool) {
        int port = FreePorts.pair();
        String sdp = video(port) + "a=source-filter: excl IN IP4 * 127.0.0.2\n";
        SdpSource source = source(sdp, pool);
        try (PlainSender stranger = PlainSender.from("127.0.0.2", port)) {
            assertNothingIsHeard(source);
            try (PlainSender wanted = PlainSender.to(port)) {
                assertPlays(source);
            }
        }
    }

    @Test
    void pictureAndSoundMayShareAPort(TestPool pool) {
        int port = FreePorts.pair();
        String sdp = video(port) + "m=audio " + port + " RTP/AVP 0\n";
        try (PlainSender pictures = PlainSender.to(port);
                PlainSender sound = PlainSender.of(CameraAudio.pcmu(), 0, port)) {
            SdpSource source = source(sdp, pool).tracks(TrackSelection.all());
            Set<TrackKind> kinds = EnumSet.noneOf(TrackKind.class);
            source.frames()
                    .transform(Use.map(frame -> !(frame instanceof AccessUnit unit)
                            || kinds.add(unit.track().kind())
                            || true))
                    .takeUntil(any -> kinds.size() == 2)
                    .blockLast(RtspSourceTest.SOON);
            assertThat(kinds).containsExactlyInAnyOrder(TrackKind.VIDEO, TrackKind.AUDIO);
        }
    }

    @Test
    void aSectionThatCannotBeReadCostsNoOther(TestPool pool) {
        int port = FreePorts.pair();
        String sdp = "m=video 40000 RTP/AVP 120\na=rtpmap:120 AV1/90000\n" + video(port);
        try (PlainSender sender = PlainSender.to(port)) {
            SdpSource source = source(sdp, pool);
            assertPlays(source);
            assertThat(source.counters().get(Counter.TRACKS_SET_ASIDE)).isEqualTo(1);
        }
    }

    @Test
    void nothingThatComesIsAnError(TestPool pool) {
        int port = FreePorts.pair();
        RtspException error = failure(source(video(port), pool).deadlines(SHORT));
        assertThat(error).isInstanceOf(RtspTimeoutException.class);
        assertThat(error.stage()).isEqualTo(Stage.FIRST_PACKET);
        assertThat(error)
                .hasMessage("no packet came within 400 ms (FIRST_PACKET, port " + port + ")");
    }

    @Test
    void aPortThatIsTakenIsAnError(TestPool pool) throws IOException {
        int port = FreePorts.pair();
        try (DatagramSocket taken = new DatagramSocket(port)) {
            RtspException error = failure(source(video(taken.getLocalPort()), pool));
            assertThat(error)
                    .isInstanceOf(RtspConnectionException.class)
                    .hasMessageContaining("Address already in use")
                    .hasMessageContaining("port " + port);
        }
    }

    @Test
    void aNetworkThatIsNotThereIsAnErrorThatNamesThoseThatAre(TestPool pool) {
        RtspException error = failure(source(video(40_000), pool).network("eth77"));
        assertThat(error)
                .isInstanceOf(RtspConnectionException.class)
                .hasMessageContaining("no network eth77 here")
                .hasMessageContaining("lo");
    }

    @Test
    void nothingToPlayIsAnErrorAtOnceAsTheTextStaysTheSame(TestPool pool) {
        SdpSource sound = source("m=audio 40000 RTP/AVP 0\n", pool).reconnect(HASTY);
        assertThat(failure(sound))
                .isInstanceOf(RtspUnsupportedException.class)
                .hasMessageContaining("wanted first video")
                .hasMessageContaining("audio PCMU");
        assertThat(sound.state()).isInstanceOf(CameraState.Failed.class);
    }

    @Test
    void aTextThatDescribesNothingIsRefused() {
        assertThatThrownBy(() -> SdpSource.parse("rtsp://10.0.0.7/stream1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a session description");
        assertThatThrownBy(() -> SdpSource.parse("m=video 5004 RTP/AVP 33\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("video MP2T");
    }

    @Test
    void aFileIsReadWhenItComes(@TempDir Path folder, TestPool pool) throws IOException {
        int port = FreePorts.pair();
        Path file = folder.resolve("door.sdp");
        SdpSource source = quiet(SdpSource.of(file), pool);
        assertThat(source.stream().name()).isEqualTo("door.sdp");
        assertThat(failure(source))
                .isInstanceOf(RtspConnectionException.class)
                .hasMessageContaining("there is no file " + file);
        Files.writeString(file, "not yet");
        assertThat(failure(source)).isInstanceOf(RtspProtocolException.class);
        SdpSource patient = source.reconnect(HASTY);
        List<CameraState> states = new CopyOnWriteArrayList<>();
        Disposable watching = patient.states().subscribe(states::add);
        try (PlainSender sender = PlainSender.to(port)) {
            Disposable playing = patient.frames().subscribe(Frame::close);
            await().until(() -> patient.state() instanceof CameraState.BackingOff);
            Files.writeString(file, video(port));
            await().until(() -> patient.state() instanceof CameraState.Playing);
            playing.dispose();
            await().until(() -> patient.state() instanceof CameraState.Idle);
        }
        watching.dispose();
        assertThat(states).hasAtLeastOneElementOfType(CameraState.Connecting.class);
    }

    @Test
    void aSenderThatFallsSilentIsHeardAgainWhenItComesBack(TestPool pool) {
        int port = FreePorts.pair();
        SdpSource source = source(video(port), pool).deadlines(SHORT).reconnect(HASTY);
        List<String> seen = new CopyOnWriteArrayList<>();
        Disposable playing =
                source.frames().transform(Use.map(RtspSourceTest::name)).subscribe(seen::add);
        // A sender whose thread is held up falls silent, too: what counts comes behind its end.
        long stalls;
        long reconnects;
        try (PlainSender sender = PlainSender.to(port)) {
            await().until(() -> seen.size() > 30);
            stalls = source.counters().get(Counter.STALLS);
            reconnects = source.counters().get(Counter.RECONNECTS);
        }
        await().until(() -> source.counters().get(Counter.STALLS) > stalls);
        await().until(() -> source.counters().get(Counter.RECONNECTS) > reconnects + 2);
        int heard = seen.size();
        try (PlainSender sender = PlainSender.to(port)) {
            await().until(() ->
                    seen.size() > heard + 2 && seen.get(seen.size() - 1).startsWith("P"));
        }
        playing.dispose();
        assertThat(seen.get(heard)).isEqualTo("setup after a break");
        assertThat(seen.get(heard + 1)).startsWith("K");
    }

    @Test
    void aGoodbyeIsTheEndOfTheSenderAndNotOfTheStream(TestPool pool) {
        int port = FreePorts.pair();
        SdpSource source = source(video(port), pool).reconnect(HASTY);
        List<CameraState> states = new CopyOnWriteArrayList<>();
        Disposable watching = source.states().subscribe(states::add);
        Disposable playing = source.frames().subscribe(Frame::close);
        try (PlainSender sender = PlainSender.to(port)) {
            await().until(() -> source.counters().get(Counter.UNITS_RECEIVED) > 30);
            sender.goodbye();
            await().until(() -> source.counters().get(Counter.RECONNECTS) > 0);
        }
        playing.dispose();
        watching.dispose();
        assertThat(states)
                .anySatisfy(state -> assertThat(state)
                        .isInstanceOfSatisfying(
                                CameraState.BackingOff.class,
                                backingOff -> assertThat(backingOff.cause())
                                        .hasMessageStartingWith("the sender ended the stream")));
    }

    @Test
    void whoLeavesClosesThePorts(TestPool pool) throws IOException {
        int port = FreePorts.pair();
        SdpSource source = source(video(port), pool);
        try (PlainSender sender = PlainSender.to(port)) {
            Disposable playing = source.frames().subscribe(Frame::close);
            await().until(() -> source.state() instanceof CameraState.Playing);
            playing.dispose();
        }
        await().until(() -> FreePorts.isFree(InetAddress.getLoopbackAddress(), port)
                && FreePorts.isFree(InetAddress.getLoopbackAddress(), port + 1));
    }

    @Test
    void packetsCanBeTraced(TestPool pool) {
        int port = FreePorts.pair();
        PacketTrace trace = PacketTrace.create();
        try (PlainSender sender = PlainSender.to(port)) {
            assertPlays(source(video(port), pool).trace(trace));
        }
        assertThat(trace.print())
                .contains("connected to port " + port, "< track 0 rtp", "< track 0 rtcp");
    }
}
