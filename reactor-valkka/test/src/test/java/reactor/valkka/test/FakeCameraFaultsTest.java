package reactor.valkka.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

import reactor.valkka.media.rtcp.SenderReport;
import reactor.valkka.media.rtp.RtpPacket;
import reactor.valkka.media.rtsp.Authenticator;
import reactor.valkka.media.rtsp.BasicChallenge;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.DigestAlgorithm;
import reactor.valkka.media.rtsp.DigestChallenge;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspResponse;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What a script lets go wrong. */
class FakeCameraFaultsTest {

    private static final CameraScript FAST = CameraScript.usual()
            .video(CameraVideo.synthetic(4, 4, 3_000, 300))
            .framesPerSecond(500);
    private static final String CHANNELS = "Transport: RTP/AVP/TCP;unicast;interleaved=2-3";
    private static final Credentials JOE = Credentials.of("joe", "secret");

    private interface Talk {
        void with(FakeCamera camera, RawClient client) throws IOException;
    }

    private static void talk(CameraScript script, Talk talk) throws IOException {
        try (FakeCamera camera = FakeCamera.start(script);
                RawClient client = new RawClient(camera)) {
            talk.with(camera, client);
        }
    }

    private static List<ByteBuffer> media(RawClient client, int packets) throws IOException {
        List<ByteBuffer> media = new ArrayList<>();
        while (media.size() < packets) {
            RawClient.Interleaved next = client.interleaved();
            if (next.channel() == 2) {
                media.add(next.packet());
            }
        }
        return media;
    }

    @Test
    void setsTheMarkerNeverOrAlways() throws IOException {
        for (Faults.Marker marker : List.of(Faults.Marker.NEVER, Faults.Marker.ALWAYS)) {
            talk(FAST.faults(Faults.none().marker(marker)), (camera, client) -> {
                client.play();
                assertThat(media(client, 20))
                        .allMatch(packet ->
                                RtpPacket.marker(packet) == (marker == Faults.Marker.ALWAYS));
            });
        }
    }

    @Test
    void takesAnotherSource() throws IOException {
        talk(FAST.faults(Faults.none().sourceChangesEvery(4)), (camera, client) -> {
            client.play();
            Set<Integer> sources = new HashSet<>();
            media(client, 60).forEach(packet -> sources.add(RtpPacket.ssrc(packet)));
            assertThat(sources.size()).isGreaterThan(2);
        });
    }

    @Test
    void announcesAnotherSizeAndTheOldOneAgain() throws IOException {
        talk(FAST.faults(Faults.none().sizeChangesEvery(4)), (camera, client) -> {
            client.play();
            Set<Integer> lengths = new HashSet<>();
            for (ByteBuffer packet : media(client, 60)) {
                if ((packet.get(RtpPacket.HEADER_BYTES) & 0x1F) == 7) {
                    lengths.add(packet.remaining());
                }
            }
            assertThat(lengths).hasSize(2);
        });
    }

    @Test
    void letsTimestampsAndClockJump() throws IOException {
        Faults faults = Faults.none()
                .timestampJump(2, Duration.ofSeconds(100))
                .clockJump(4, Duration.ofHours(-2));
        talk(FAST.faults(faults).withSenderReports(), (camera, client) -> {
            client.play();
            List<Long> clocks = new ArrayList<>();
            int last = 0;
            while (clocks.size() < 2) {
                RawClient.Interleaved next = client.interleaved();
                if (next.channel() == 3) {
                    clocks.add(Objects.requireNonNull(SenderReport.find(next.packet()))
                            .epochNanos());
                } else {
                    last = RtpPacket.timestamp(next.packet());
                }
            }
            assertThat(last).isGreaterThan(99 * 90_000);
            Instant second = Instant.ofEpochSecond(0, clocks.get(1));
            assertThat(Duration.between(second, Instant.now())).isGreaterThan(Duration.ofHours(1));
        });
    }

    @Test
    void losesPacketsByProbability() throws IOException {
        talk(FAST.faults(Faults.seeded(3).loss(0.2)), (camera, client) -> {
            client.play();
            List<ByteBuffer> media = media(client, 100);
            int first = RtpPacket.sequenceNumber(media.get(0));
            int last = RtpPacket.sequenceNumber(media.get(99));
            assertThat(last - first).isBetween(105, 160);
        });
    }

    @Test
    void hasRoomForSoManySessionsAndKeepsStaleOnes() throws IOException {
        CameraScript script = FAST.sessionsMax(1).staleSessions(Duration.ofHours(1));
        try (FakeCamera camera = FakeCamera.start(script)) {
            try (RawClient first = new RawClient(camera);
                    RawClient second = new RawClient(camera)) {
                first.play();
                assertThat(second.ask(RtspMethod.SETUP, CHANNELS).status()).isEqualTo(453);
            }
            await().until(() -> camera.connectionsOpen() == 0);
            try (RawClient third = new RawClient(camera)) {
                assertThat(third.ask(RtspMethod.SETUP, CHANNELS).status()).isEqualTo(453);
            }
        }
    }

    @Test
    void hasRoomAgainWhenAStaleSessionIsOver() throws IOException {
        CameraScript script = FAST.sessionsMax(1).staleSessions(Duration.ofMillis(300));
        try (FakeCamera camera = FakeCamera.start(script)) {
            try (RawClient first = new RawClient(camera)) {
                first.play();
            }
            try (RawClient second = new RawClient(camera)) {
                await().until(() -> second.ask(RtspMethod.SETUP, CHANNELS).status() == 200);
            }
        }
    }

    @Test
    void aSessionIsStaleAsSoonAsItsConnectionIsDropped() throws IOException {
        CameraScript script = FAST.sessionsMax(1).staleSessions(Duration.ofHours(1));
        try (FakeCamera camera = FakeCamera.start(script);
                RawClient first = new RawClient(camera)) {
            String header = first.ask(RtspMethod.SETUP, CHANNELS).headers().first("Session");
            String session = Objects.requireNonNull(header).split(";", -1)[0];
            first.ask(RtspMethod.PLAY);
            camera.dropConnections();
            try (RawClient second = new RawClient(camera);
                    RawClient third = new RawClient(camera)) {
                assertThat(second.ask(RtspMethod.TEARDOWN, "Session: " + session)
                                .status())
                        .isEqualTo(200);
                assertThat(third.ask(RtspMethod.SETUP, CHANNELS).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void hasRoomAgainWhenASessionWasTornDown() throws IOException {
        CameraScript script = FAST.sessionsMax(1).staleSessions(Duration.ofHours(1));
        try (FakeCamera camera = FakeCamera.start(script);
                RawClient first = new RawClient(camera);
                RawClient second = new RawClient(camera)) {
            first.ask(RtspMethod.SETUP, CHANNELS);
            assertThat(first.ask(RtspMethod.TEARDOWN).status()).isEqualTo(200);
            assertThat(second.ask(RtspMethod.SETUP, CHANNELS).status()).isEqualTo(200);
        }
    }

    @Test
    void anOldSessionSendsIntoANewConnection() throws IOException {
        CameraScript script = FAST.staleSessionsSending(Duration.ofHours(1));
        try (FakeCamera camera = FakeCamera.start(script)) {
            try (RawClient first = new RawClient(camera)) {
                first.play();
            }
            await().until(() -> camera.connectionsOpen() == 0);
            try (RawClient second = new RawClient(camera)) {
                second.send(second.uri, RtspMethod.OPTIONS);
                RawClient.Interleaved stray = second.interleaved();
                assertThat(stray.channel()).isZero();
                assertThat(RtpPacket.ssrc(stray.packet())).isNotEqualTo(0x0BADCAFE);
            }
        }
    }

    @Test
    void hangsUpAfterARefusal() throws IOException {
        CameraScript script = FAST.guarded(JOE, new BasicChallenge("cam")).closingAfterRefusal();
        talk(script, (camera, client) -> {
            assertThat(client.ask(RtspMethod.DESCRIBE).status()).isEqualTo(401);
            assertThat(client.in.read()).isEqualTo(-1);
        });
    }

    @Test
    void locksTheAccountAfterWrongPasswords() throws IOException {
        CameraScript script = FAST.guarded(JOE, new BasicChallenge("cam")).lockingAfter(2);
        talk(script, (camera, client) -> {
            String right = "Authorization: Basic am9lOnNlY3JldA==";
            assertThat(client.ask(RtspMethod.DESCRIBE, right).status()).isEqualTo(200);
            for (int i = 0; i < 2; i++) {
                client.ask(RtspMethod.DESCRIBE, "Authorization: Basic am9lOndyb25n");
            }
            assertThat(client.ask(RtspMethod.DESCRIBE, right).status()).isEqualTo(401);
            assertThat(camera.loginsRefused()).isEqualTo(3);
        });
    }

    @Test
    void noncesGrowStale() throws IOException {
        DigestChallenge digest = DigestChallenge.modern("cam", "n", DigestAlgorithm.SHA_256);
        talk(FAST.guarded(JOE, digest).nonceUses(2), (camera, client) -> {
            Authenticator joe = new Authenticator(JOE, () -> "c");
            joe.onUnauthorized(client.ask(RtspMethod.DESCRIBE));
            assertThat(authorized(client, joe).status()).isEqualTo(200);
            assertThat(authorized(client, joe).status()).isEqualTo(200);
            RtspResponse stale = authorized(client, joe);
            assertThat(stale.headers().first("WWW-Authenticate")).contains("stale=TRUE");
            joe.onUnauthorized(stale);
            assertThat(authorized(client, joe).status()).isEqualTo(200);
            assertThat(camera.loginsRefused()).isZero();
        });
    }

    private static RtspResponse authorized(RawClient client, Authenticator who) throws IOException {
        String header = Objects.requireNonNull(who.header("DESCRIBE", client.uri));
        return client.ask(RtspMethod.DESCRIBE, "Authorization: " + header);
    }

    @Test
    void hangsUpWhenNothingIsHeard() throws IOException {
        talk(FAST.reportsWithin(Duration.ofMillis(100)), (camera, client) -> {
            client.play();
            assertThat(catchThrowable(() -> media(client, 100_000)))
                    .isInstanceOf(IOException.class);
        });
    }

    @Test
    void sendsBeforeItAnswersPlay() throws IOException {
        talk(FAST.mediaBeforePlayAnswer(1), (camera, client) -> {
            client.ask(RtspMethod.SETUP, CHANNELS);
            client.send(client.uri, RtspMethod.PLAY);
            assertThat(client.interleaved().channel()).isEqualTo(2);
        });
    }

    @Test
    void answersPlayWhereFewerUnitsComeThanThat() throws IOException {
        talk(FAST.mediaBeforePlayAnswer(3).unitsMax(1), (camera, client) -> {
            client.ask(RtspMethod.SETUP, CHANNELS);
            client.send(client.uri, RtspMethod.PLAY);
            RawClient.Interleaved next = client.interleaved();
            while (next.channel() == 2) {
                next = client.interleaved();
            }
            assertThat(next.packet().get(1) & 0xFF).as("a goodbye").isEqualTo(203);
            assertThat(client.answer().status()).isEqualTo(200);
            assertThat(client.ask(RtspMethod.PLAY).status()).isEqualTo(200);
        });
    }

    @Test
    void sendsWhatNobodyAskedFor() throws IOException {
        talk(FAST.strayPackets(), (camera, client) -> {
            client.play();
            assertThat(client.interleaved().channel()).isEqualTo(3);
            assertThat(client.interleaved().channel()).isEqualTo(42);
            assertThat(client.interleaved().channel()).isEqualTo(2);
        });
    }

    @Test
    void freezesWithTheConnectionOpen() throws IOException {
        talk(FAST.freezeAfter(2), (camera, client) -> {
            client.play();
            await().until(() -> camera.unitsSent() == 2);
            client.socket.setSoTimeout(200);
            client.send(client.uri, RtspMethod.OPTIONS);
            assertThat(catchThrowable(() -> media(client, 1_000)))
                    .isInstanceOf(SocketTimeoutException.class);
            assertThat(camera.connectionsOpen()).isEqualTo(1);
        });
    }

    @Test
    void gathersSegments() throws IOException {
        talk(FAST.mergedSegments(20_000), (camera, client) -> {
            client.play();
            assertThat(media(client, 50)).hasSize(50);
        });
    }

    @Test
    void answersLate() throws IOException {
        talk(FAST.answersAfter(Duration.ofMillis(100)), (camera, client) -> {
            long start = System.nanoTime();
            client.ask(RtspMethod.OPTIONS);
            assertThat(System.nanoTime() - start)
                    .isGreaterThanOrEqualTo(Duration.ofMillis(100).toNanos());
        });
    }

    @Test
    void anOldSessionHasEndedWithItsCamera() throws IOException {
        CameraScript slow = FAST.framesPerSecond(0.1).staleSessionsSending(Duration.ofMinutes(1));
        try (FakeCamera camera = FakeCamera.start(slow)) {
            try (RawClient first = new RawClient(camera)) {
                first.play();
            }
            await().until(() -> camera.connectionsOpen() == 0);
            try (RawClient second = new RawClient(camera)) {
                second.interleaved();
                assertThat(staleThreads()).isOne();
                camera.close();
                assertThat(staleThreads()).isZero();
            }
        }
    }

    private static long staleThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().endsWith("-stale"))
                .count();
    }
}
