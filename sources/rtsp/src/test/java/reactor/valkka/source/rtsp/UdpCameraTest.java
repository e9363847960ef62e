package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.core.Disposable;
import reactor.netty.resources.LoopResources;
import reactor.valkka.count.Counter;
import reactor.valkka.frame.Frame;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.TransportHeader;
import reactor.valkka.rtsp.RtspException;
import reactor.valkka.rtsp.WireListener;
import reactor.valkka.test.CameraScript;
import reactor.valkka.test.CameraVideo;
import reactor.valkka.test.FakeCamera;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Packets that come as datagrams. */
@NoFrameLeaks
class UdpCameraTest {

    /** Of units this small the buffer before a port of ours holds more than a second. */
    private static final CameraScript FAST = CameraScript.usual()
            .framesPerSecond(200)
            .video(CameraVideo.synthetic(50, 25, 4_000, 400));

    private static RtspSource source(FakeCamera camera, RtspTransport transport, TestPool pool) {
        return RtspSourceTest.source(camera.uri(), pool).transport(transport);
    }

    private static void plays(RtspSource source) {
        assertThat(RtspSourceTest.take(source, 61)).isEqualTo(RtspSourceTest.expected(60, 25, 50));
    }

    /** Begins at any key frame: what was sent before anybody could hear it is gone. */
    private static void playsFromAKeyFrame(RtspSource source) {
        List<String> names = RtspSourceTest.take(source, 61);
        int first = Integer.parseInt(names.get(1).substring(1));
        List<String> expected = RtspSourceTest.expected(first + 60, 25, 50);
        expected.subList(1, 1 + first).clear();
        assertThat(names).isEqualTo(expected).element(1).asString().startsWith("K");
    }

    @Test
    void everyUnitComes(TestPool pool) {
        try (FakeCamera camera = FakeCamera.start(FAST)) {
            RtspSource source = source(camera, RtspTransport.UDP, pool);
            plays(source);
            assertThat(source.counters().get(Counter.PACKETS_LOST)).isZero();
        }
    }

    @Test
    void theSameOnThePlainNetworkThreadsOfTheJdk(TestPool pool) {
        LoopResources plain = LoopResources.create("valkka-net-nio", 1, true);
        LoopResources nio = new LoopResources() {
            @Override
            public io.netty.channel.EventLoopGroup onServer(boolean useNative) {
                return plain.onServer(false);
            }

            @Override
            public io.netty.channel.EventLoopGroup onClient(boolean useNative) {
                return plain.onClient(false);
            }
        };
        try (FakeCamera camera = FakeCamera.start(FAST)) {
            plays(source(camera, RtspTransport.UDP, pool).loops(nio));
        } finally {
            plain.dispose();
        }
    }

    @Test
    void aCameraBehindAddressTranslationSendsWhenItHasHeardFromUs(TestPool pool) {
        try (FakeCamera camera = FakeCamera.start(FAST.datagramsAfterPunch())) {
            playsFromAKeyFrame(source(camera, RtspTransport.UDP, pool));
        }
    }

    @Test
    void datagramsFromElsewhereAreTakenOnlyFromAnybody(TestPool pool) {
        try (FakeCamera camera = FakeCamera.start(FAST.datagramsFrom("127.0.0.2"))) {
            RtspSource source = source(camera, RtspTransport.UDP, pool);
            plays(source.udpSources(UdpSources.ANY));
            assertThatThrownBy(() -> RtspSourceTest.take(
                            source.deadlines(
                                    reactor.valkka.rtsp.Deadlines.all(Duration.ofMillis(500))),
                            1))
                    .isInstanceOf(RtspException.class);
        }
    }

    /** mediamtx #407 and others: the camera names ports that mean nothing. */
    @Test
    void aCameraThatNamesNoPortsIsHeard(TestPool pool) {
        CameraScript odd =
                FAST.header(RtspMethod.SETUP, "Transport", "RTP/AVP;unicast;server_port=0-1");
        try (FakeCamera camera = FakeCamera.start(odd)) {
            plays(source(camera, RtspTransport.UDP, pool));
        }
    }

    /** The same; its reports come from a port of their own, or not at all. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCameraThatNamesNoPortsHearsOurReports(boolean reports, TestPool pool) {
        CameraScript odd =
                FAST.header(RtspMethod.SETUP, "Transport", "RTP/AVP;unicast").framesPerSecond(25);
        try (FakeCamera camera = FakeCamera.start(reports ? odd.withSenderReports() : odd)) {
            RtspSource source = source(camera, RtspTransport.UDP, pool);
            Disposable playing = source.frames().subscribe(Frame::close);
            await().atMost(RtspSourceTest.SOON).until(() -> camera.reportsReceived() > 0);
            playing.dispose();
            assertThat(camera.punchesReceived()).isZero();
            await().until(() -> camera.connectionsOpen() == 0);
        }
    }

    @Test
    void whereNothingComesOverUdpTcpIsTriedAndRemembered(TestPool pool) {
        try (FakeCamera camera = FakeCamera.start(FAST.datagramsLost())) {
            RtspSource source = source(camera, RtspTransport.AUTO, pool);
            plays(source);
            int connections = camera.connectionsAccepted();
            plays(source);
            assertThat(camera.connectionsAccepted())
                    .as("no trial of UDP any more")
                    .isEqualTo(connections + 1);
        }
    }

    @Test
    void whereUdpIsRefusedTcpIsTriedAtOnce(TestPool pool) {
        CameraScript tcpOnly = FAST.transports(TransportHeader.Lower.TCP);
        try (FakeCamera camera = FakeCamera.start(tcpOnly)) {
            plays(source(camera, RtspTransport.AUTO, pool));
            assertThat(camera.connectionsAccepted()).isEqualTo(1);
        }
    }

    @Test
    void aCameraThatDoesTcpOnlyRefusesUdpWithATypedError(TestPool pool) {
        CameraScript tcpOnly = FAST.transports(TransportHeader.Lower.TCP);
        try (FakeCamera camera = FakeCamera.start(tcpOnly)) {
            assertThatThrownBy(
                            () -> RtspSourceTest.take(source(camera, RtspTransport.UDP, pool), 1))
                    .isInstanceOf(RtspException.class)
                    .hasMessageContaining("461");
        }
    }

    @Test
    void aCameraThatNamesItsGroupIsJoined(TestPool pool) {
        CameraScript sending = FAST.multicast("239.255.77.7", 41_000);
        try (FakeCamera camera = FakeCamera.start(sending)) {
            playsFromAKeyFrame(source(camera, RtspTransport.MULTICAST, pool));
        }
    }

    @Test
    void theFirstUnitThatIsSentToAGroupIsNotMissed(TestPool pool) {
        CameraScript sending = FAST.multicast("239.255.77.9", 41_010).framesPerSecond(100);
        try (FakeCamera camera = FakeCamera.start(sending)) {
            RtspSource source = source(camera, RtspTransport.MULTICAST, pool);
            assertThat(RtspSourceTest.take(source, 26))
                    .isEqualTo(RtspSourceTest.expected(25, 25, 50));
        }
    }

    @Test
    void whoLeavesClosesItsPorts(TestPool pool) throws Exception {
        try (FakeCamera camera = FakeCamera.start(FAST)) {
            RtspSource source = source(camera, RtspTransport.UDP, pool);
            Disposable playing = source.frames().subscribe(Frame::close);
            await().until(() -> source.state() instanceof CameraState.Playing);
            assertThat(openUdpPorts()).isPositive();
            playing.dispose();
            await().until(() -> openUdpPorts() == 0);
        }
    }

    /** UDP sockets of this process on loopback. */
    private static long openUdpPorts() throws IOException {
        Set<String> own = ownInodes();
        long open = 0;
        for (String table : List.of("/proc/self/net/udp", "/proc/self/net/udp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] words = line.strip().split("\\s+", -1);
                boolean loopback = words[1].contains("0100007F:");
                open += loopback && own.contains("socket:[" + words[9] + "]") ? 1 : 0;
            }
        }
        return open;
    }

    private static Set<String> ownInodes() {
        Set<String> inodes = new HashSet<>();
        for (File file : Objects.requireNonNull(new File("/proc/self/fd").listFiles())) {
            try {
                inodes.add(Files.readSymbolicLink(file.toPath()).toString());
            } catch (IOException closedMeanwhile) {
                continue;
            }
        }
        return inodes;
    }

    @Test
    void aBugOfAListenerEndsTheStreamAndIsNotSwallowed(TestPool pool) {
        WireListener broken = new WireListener() {
            @Override
            public void rtp(int track, ByteBuffer packet, long nanos) {
                throw new IllegalStateException("a bug");
            }
        };
        try (FakeCamera camera = FakeCamera.start(FAST)) {
            RtspSource source = source(camera, RtspTransport.UDP, pool).trace(broken);
            assertThatThrownBy(() -> RtspSourceTest.take(source, 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("a bug");
            await().until(() -> openUdpPorts() == 0);
        }
    }
}
