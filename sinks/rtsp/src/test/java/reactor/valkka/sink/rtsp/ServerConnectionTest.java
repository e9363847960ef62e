package reactor.valkka.sink.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import reactor.core.publisher.Flux;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamId;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Objects;

/** Odd clients, written by hand. */
@NoFrameLeaks
@Timeout(60)
class ServerConnectionTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String TCP = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1";

    private final Counters counters = new Counters();
    private UnitCamera camera;
    private BoundRtspServer server;

    @BeforeEach
    void start(TestPool pool) {
        camera = new UnitCamera(pool.share(StreamId.of("door")));
        server = bind(RtspServerLimits.DEFAULT);
    }

    private BoundRtspServer bind(RtspServerLimits limits) {
        Flux<EncodedFrame> never = Flux.never();
        return RtspServer.create()
                .port(0)
                .counters(counters)
                .limits(limits)
                .mount(RtspMount.of("/door", camera.frames()).linger(Duration.ZERO))
                .mount(RtspMount.of("/dark", never).patience(Duration.ofMillis(300)))
                .bindNow();
    }

    private void rebind(RtspServerLimits limits) {
        server.disposeNow();
        server = bind(limits);
    }

    @AfterEach
    void stop() {
        server.disposeNow();
        camera.close();
    }

    private String uri() {
        return server.uri("/door").toString();
    }

    private long count(Counter counter) {
        return counters.of(StreamId.of("rtsp-server-0")).get(counter);
    }

    private String session(RtspResponse setup) {
        assertThat(setup.status()).isEqualTo(200);
        String value = Objects.requireNonNull(setup.headers().first("Session"));
        return "Session: " + value.substring(0, value.indexOf(';'));
    }

    @Test
    void everythingInOneSegmentIsAnsweredInOrder() {
        try (RawClient client = new RawClient(server.port())) {
            client.write(RawClient.request(1, "OPTIONS", "*")
                    + RawClient.request(2, "DESCRIBE", uri())
                    + RawClient.request(3, "SETUP", uri() + "/trackID=0", TCP)
                    + RawClient.request(4, "GET_PARAMETER", uri()));

            for (int cseq = 1; cseq <= 4; cseq++) {
                RtspResponse answer = client.answer();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.headers().first("CSeq")).isEqualTo(Integer.toString(cseq));
            }
        }
    }

    @Test
    void packetsBeginBehindTheAnswerAndSoDoesWhatItSaysOfThem() {
        try (RawClient client = new RawClient(server.port())) {
            String session = session(client.ask("SETUP", uri() + "/trackID=0", TCP));
            await().atMost(SOON).until(camera::isConnected);

            RtspResponse play = client.ask("PLAY", uri(), session);
            assertThat(play.status()).isEqualTo(200);
            assertThat(client.packets()).isZero();
            client.ask("GET_PARAMETER", uri(), session);
            await().atMost(SOON).until(() -> {
                client.ask("GET_PARAMETER", uri(), session);
                return client.packets() > 20;
            });

            assertThat(client.ask("PAUSE", uri(), session).status()).isEqualTo(200);
            int paused = client.packets();
            client.ask("OPTIONS", "*");
            assertThat(client.packets()).isEqualTo(paused);
            assertThat(client.ask("PLAY", uri(), session).headers().first("RTP-Info"))
                    .startsWith("url=" + uri() + "/trackID=0;seq=");
            assertThat(client.ask("TEARDOWN", uri(), session).status()).isEqualTo(200);
            assertThat(client.ask("OPTIONS", "*", session).status()).isEqualTo(454);
        }
        await().atMost(SOON).until(() -> !camera.isConnected());
    }

    @Test
    void aCameraThatDoesNotComeCostsA503AndTheConnectionGoesOn() {
        try (RawClient client = new RawClient(server.port())) {
            RtspResponse answer = client.ask("DESCRIBE", server.uri("/dark").toString());

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.headers().first("Retry-After")).isNotNull();
            assertThat(client.ask("OPTIONS", "*").status()).isEqualTo(200);
        }
    }

    @Test
    void aBrowserIsToldThatThisIsNoPlaceForIt() {
        try (RawClient client = new RawClient(server.port())) {
            client.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");

            assertThat(client.answer().status()).isEqualTo(400);
            assertThat(client.isClosedSoon()).isTrue();
        }
        assertThat(count(Counter.CONNECTIONS_REFUSED)).isEqualTo(1);
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedAndTheRefusalArrives() {
        int tooMuch = 128 << 10;
        try (RawClient client = new RawClient(server.port())) {
            String length = "Content-Length: " + tooMuch;
            client.write(RawClient.request(
                    7, "ANNOUNCE", uri(), "Content-Type: application/sdp", length));
            assertThat(client.write("s".repeat(tooMuch))).isTrue();

            RtspResponse answer = client.answer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.headers().first("CSeq")).isEqualTo("7");
            assertThat(answer.headers().first("Connection")).isEqualTo("close");
            assertThat(client.isEnded()).isTrue();
        }
        await().atMost(SOON).until(() -> server.connections() == 0);
        assertThat(count(Counter.CONNECTIONS_REFUSED)).isEqualTo(1);
    }

    @Test
    void whoDoesNotCloseWhenTheServerHasEndedIsClosedSoon() {
        try (RawClient client = new RawClient(server.port())) {
            client.write("GET / HTTP/1.1\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(400);

            assertThat(client.isEnded()).isTrue();
            await().atMost(SOON).until(() -> server.connections() == 0);
        }
    }

    @Test
    void whoAsksNothingIsLetGo() {
        rebind(RtspServerLimits.DEFAULT.firstRequestWithin(Duration.ofMillis(500)));
        try (RawClient silent = new RawClient(server.port());
                RawClient half = new RawClient(server.port())) {
            half.write("OPTIONS * RTSP/1.0\r\nCSeq");

            assertThat(silent.isClosedSoon()).isTrue();
            assertThat(half.isClosedSoon()).isTrue();
        }
        await().atMost(SOON).until(() -> server.connections() == 0);
        assertThat(count(Counter.CONNECTIONS_REFUSED)).isEqualTo(2);
    }

    @Test
    void whoAsksNothingMoreIsLetGo() {
        rebind(RtspServerLimits.DEFAULT.idleAfter(Duration.ofSeconds(1)));
        try (RawClient idle = new RawClient(server.port())) {
            assertThat(idle.ask("OPTIONS", "*").status()).isEqualTo(200);

            assertThat(idle.isClosedSoon()).isTrue();
        }
        await().atMost(SOON).until(() -> server.connections() == 0);
        assertThat(count(Counter.CONNECTIONS_REFUSED)).isZero();
    }

    @Test
    void oneConnectionTooManyIsToldSo() {
        rebind(RtspServerLimits.DEFAULT.connectionsPerAddress(1));
        try (RawClient first = new RawClient(server.port())) {
            assertThat(first.ask("OPTIONS", "*").status()).isEqualTo(200);
            try (RawClient second = new RawClient(server.port())) {
                assertThat(second.answer().status()).isEqualTo(503);
                assertThat(second.isClosedSoon()).isTrue();
            }
            assertThat(first.ask("OPTIONS", "*").status()).isEqualTo(200);
        }
        await().atMost(SOON).until(() -> server.connections() == 0);
        try (RawClient third = new RawClient(server.port())) {
            assertThat(third.ask("OPTIONS", "*").status()).isEqualTo(200);
        }
    }

    @Test
    void theOldestNewcomerMakesRoomForTheNewest() {
        rebind(RtspServerLimits.DEFAULT.newcomers(1));
        try (RawClient first = new RawClient(server.port())) {
            await().atMost(SOON).until(() -> server.connections() == 1);
            try (RawClient second = new RawClient(server.port())) {
                assertThat(first.isClosedSoon()).isTrue();
                assertThat(second.ask("OPTIONS", "*").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void oneSessionTooManyIsRefused() {
        rebind(RtspServerLimits.DEFAULT.sessionsPerAddress(1));
        try (RawClient client = new RawClient(server.port())) {
            String session = session(client.ask("SETUP", uri() + "/trackID=0", TCP));
            String other = "Transport: RTP/AVP/TCP";
            assertThat(client.ask("SETUP", uri() + "/trackID=0", other).status())
                    .isEqualTo(453);

            client.ask("TEARDOWN", uri(), session);
            assertThat(client.ask("SETUP", uri() + "/trackID=0", other).status())
                    .isEqualTo(200);
        }
        assertThat(count(Counter.SESSIONS_REFUSED)).isEqualTo(1);
    }

    @Test
    void requestsBeyondTheRateAreAnsweredLaterAndNotDropped() {
        rebind(RtspServerLimits.DEFAULT.requestsPerSecond(10));
        try (RawClient client = new RawClient(server.port())) {
            long start = System.nanoTime();
            StringBuilder many = new StringBuilder();
            for (int cseq = 1; cseq <= 30; cseq++) {
                many.append(RawClient.request(cseq, "OPTIONS", "*"));
            }
            client.write(many.toString());
            for (int cseq = 1; cseq <= 30; cseq++) {
                assertThat(client.answer().headers().first("CSeq"))
                        .isEqualTo(Integer.toString(cseq));
            }
            assertThat(System.nanoTime() - start).isGreaterThan(800_000_000L);
        }
        assertThat(count(Counter.REQUESTS_DELAYED)).isPositive();
    }

    @Test
    void aSessionOverUdpSurvivesItsConnectionUntilItsTimeIsOver() throws IOException {
        rebind(RtspServerLimits.DEFAULT.sessionTimeout(Duration.ofSeconds(4)));
        try (DatagramSocket rtp = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                DatagramSocket rtcp = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            rtp.setSoTimeout(5_000);
            String udp = "Transport: RTP/AVP;unicast;client_port=" + rtp.getLocalPort() + "-"
                    + rtcp.getLocalPort();
            String session;
            try (RawClient client = new RawClient(server.port())) {
                RtspResponse setup = client.ask("SETUP", uri() + "/trackID=0", udp);
                assertThat(setup.headers().first("Transport"))
                        .contains("source=127.0.0.1", "server_port=");
                session = session(setup);
                assertThat(client.ask("PLAY", uri(), session).status()).isEqualTo(200);
            }
            rtp.receive(new DatagramPacket(new byte[2_000], 2_000));
            await().atMost(SOON).until(() -> server.connections() == 0);
            try (RawClient again = new RawClient(server.port())) {
                assertThat(again.ask("GET_PARAMETER", uri(), session).status()).isEqualTo(200);
                assertThat(again.ask("PAUSE", uri(), session).status()).isEqualTo(200);
                assertThat(again.ask("PLAY", uri(), session).status()).isEqualTo(200);
            }
            await().atMost(SOON).until(() -> server.readers().size() == 1);

            await().atMost(SOON).until(() -> count(Counter.READERS_TIMED_OUT) == 1);
            await().atMost(SOON).until(() -> server.readers().isEmpty());
        }
        assertThat(count(Counter.READERS_TIMED_OUT)).isEqualTo(1);
        await().atMost(SOON).until(() -> !camera.isConnected());
    }

    @Test
    void aClientThatComesBackWithTheSamePortsReplacesItself() throws IOException {
        try (DatagramSocket rtp = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                RawClient client = new RawClient(server.port());
                RawClient again = new RawClient(server.port())) {
            String udp = "Transport: RTP/AVP;unicast;client_port=" + rtp.getLocalPort() + "-"
                    + (rtp.getLocalPort() - 1);
            String first = session(client.ask("SETUP", uri() + "/trackID=0", udp));
            client.ask("PLAY", uri(), first);
            String second = session(again.ask("SETUP", uri() + "/trackID=0", udp));
            again.ask("PLAY", uri(), second);

            await().atMost(SOON).until(() -> client.ask("OPTIONS", "*", first).status() == 454);
            assertThat(again.ask("OPTIONS", "*", second).status()).isEqualTo(200);
            await().atMost(SOON).until(() -> server.readers().size() == 1);
        }
    }

    @Test
    void whoseMountIsTakenAwayIsToldGoodbyeAndLetGo() {
        try (RawClient client = new RawClient(server.port());
                RawClient ready = new RawClient(server.port())) {
            String session = session(client.ask("SETUP", uri() + "/trackID=0", TCP));
            client.ask("PLAY", uri(), session);
            session(ready.ask("SETUP", uri() + "/trackID=0", TCP));

            assertThat(server.remove("/door")).isTrue();

            assertThat(client.isClosedSoon()).isTrue();
            assertThat(ready.isClosedSoon()).isTrue();
        }
        await().atMost(SOON).until(() -> server.connections() == 0);
    }

    @Test
    void aCameraGoesWithItsMountWhoeverHasAskedForIt() {
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.ask("DESCRIBE", uri()).status()).isEqualTo(200);
            assertThat(camera.isConnected()).isTrue();

            server.remove("/door");

            await().atMost(SOON).until(() -> !camera.isConnected());
            assertThat(client.ask("DESCRIBE", uri()).status()).isEqualTo(404);
        }
    }

    @Test
    void aClientWhoseSessionTimedOutIsHungUpOnWhenItStaysSilent() {
        Duration second = Duration.ofSeconds(1);
        rebind(RtspServerLimits.DEFAULT.idleAfter(second).sessionTimeout(second));
        try (RawClient client = new RawClient(server.port())) {
            String udp = "Transport: RTP/AVP;unicast;client_port=41000-41001";
            assertThat(client.ask("SETUP", uri() + "/trackID=0", udp).status()).isEqualTo(200);

            assertThat(client.isClosedSoon()).isTrue();
        }
        await().atMost(SOON).until(() -> !camera.isConnected());
    }
}
